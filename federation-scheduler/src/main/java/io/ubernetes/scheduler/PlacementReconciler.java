package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.PolicyReference;
import io.ubernetes.runtime.Reconciler;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.events.EventType;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings one object's Placement to what is decided for it. Decisions are taken one at a time (see
/// [Decider]); their writes run beside each other, on the threads of the controller's workers.
final class PlacementReconciler implements Reconciler<Task> {

  /// How soon to look again for the end of a Placement that belongs to an earlier object of the
  /// same name, if its deletion is not seen before.
  private static final Duration LEFTOVER_CHECK = Duration.ofSeconds(10);

  private final Map<GroupVersionKind, PropagatedObjects> kinds;
  private final Placements placements;
  private final Decider decider;
  private final PlacementWriter writer;
  private final Triggers triggers;
  private final DecisionEvents events;

  PlacementReconciler(
      Map<GroupVersionKind, PropagatedObjects> kinds,
      Placements placements,
      Decider decider,
      PlacementWriter writer,
      Triggers triggers,
      DecisionEvents events) {
    this.kinds = Map.copyOf(kinds);
    this.placements = placements;
    this.decider = decider;
    this.writer = writer;
    this.triggers = triggers;
    this.events = events;
  }

  @Override
  public Result reconcile(Task task) {
    return switch (task) {
      case Task.Place(ObjectRef object) -> place(object);
      case Task.JudgeHealth() -> {
        triggers.look(decider.judgeHealth());
        yield decider.untilNextJudgement().map(Result::requeueAfter).orElse(Result.DONE);
      }
    };
  }

  private Result place(ObjectRef ref) {
    PropagatedObjects objects = kinds.get(ref.kind());
    Optional<ApiObject> object =
        objects == null ? Optional.empty() : objects.lister().get(ref.key());
    if (objects == null
        || object.isEmpty()
        || object.get().isTerminating()
        || !PropagatedKinds.isPropagated(object.get())) {
      triggers.look(decider.forget(ref));
      return Result.DONE;
    }
    NamespacedName key = objects.placementKey(ref.key());
    Optional<ApiObject> placement = placements.get(key);
    if (placement.isPresent() && placement.get().isTerminating()) {
      return Result.DONE; // its end brings the object back
    }
    if (placement.isPresent() && isOfAnother(placement.get(), object.get())) {
      return Result.requeueAfter(LEFTOVER_CHECK);
    }
    Workload workload = objects.kind().workload(object.get());
    if (decider.stays(workload)) {
      triggers.look(decider.forget(ref));
      return placement.map(p -> withdraw(objects, object.get(), p)).orElse(Result.DONE);
    }
    return decide(ref, objects, object.get(), workload, placement);
  }

  /// Whether it belongs to an earlier object of the same name; the garbage collector deletes it.
  private static boolean isOfAnother(ApiObject placement, ApiObject object) {
    return placement.ownerReferences().stream()
        .anyMatch(owner -> owner.controller() && !owner.uid().equals(object.uid()));
  }

  /// Says that the object goes nowhere; the controllers delete the Placement then.
  private Result withdraw(PropagatedObjects objects, ApiObject object, ApiObject placement) {
    PlacementSpec now = Federation.spec(placement, PlacementSpec.class);
    if (now.withdrawn()) {
      return Result.DONE;
    }
    PlacementSpec nowhere =
        new PlacementSpec(
            now.target(),
            object.generation(),
            null,
            List.of(),
            null,
            new PlacementSpec.Shortage(
                PlacementSpec.Shortage.NOT_SELECTED, "no policy selects it any more"),
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            now.suspend());
    return written(
        placement.key(),
        writer.update(placement, new PlacementWriter.Owner(object, objects.finalizers()), nowhere),
        Result.DONE);
  }

  private Result decide(
      ObjectRef ref,
      PropagatedObjects objects,
      ApiObject object,
      Workload workload,
      Optional<ApiObject> placement) {
    Current current = Current.of(placement);
    NamespacedName key = objects.placementKey(ref.key());
    Optional<Decider.Decided> decided =
        decider.decide(
            ref, workload, current, () -> version(placements.get(key)).equals(version(placement)));
    if (decided.isEmpty()) {
      return Result.requeueAfter(Duration.ZERO);
    }
    triggers.look(decided.get().concerned());
    Result later = decided.get().again().map(Result::requeueAfter).orElse(Result.DONE);
    return switch (decided.get().outcome()) {
      case Outcome.Refused(String reason, String message) -> {
        events.record(object, EventType.WARNING, reason, message);
        yield Result.DONE;
      }
      case Outcome.Suspended _ -> Result.DONE;
      case Outcome.Placed placed -> {
        // Whether it is suspended is for people to say.
        PlacementSpec wanted = placed.spec().summarized().withSuspend(current.spec().suspend());
        PlacementWriter.Owner owner = new PlacementWriter.Owner(object, objects.finalizers());
        if (placement.isPresent()
            && owner.owns(placement.get())
            && isSameDecision(current.spec(), wanted)) {
          yield later;
        }
        yield write(key, owner, placement, current, placed, wanted, later);
      }
    };
  }

  private static String version(Optional<ApiObject> placement) {
    return placement.map(ApiObject::resourceVersion).orElse("");
  }

  private Result write(
      NamespacedName key,
      PlacementWriter.Owner owner,
      Optional<ApiObject> placement,
      Current current,
      Outcome.Placed placed,
      PlacementSpec wanted,
      Result later) {
    Result result;
    boolean isOutdated;
    placements.writing(key);
    try {
      PlacementWriter.Written written =
          placement.isPresent()
              ? writer.update(placement.get(), owner, wanted)
              : writer.create(key, owner, wanted);
      if (written instanceof PlacementWriter.Written.Done) {
        announce(owner.object(), placement.isPresent() ? current.spec() : null, placed);
      }
      result = written(key, written, later);
    } finally {
      isOutdated = placements.ended(key);
    }
    return isOutdated ? Result.requeueAfter(Duration.ZERO) : result;
  }

  private Result written(NamespacedName key, PlacementWriter.Written written, Result later) {
    return switch (written) {
      case PlacementWriter.Written.Done(ApiObject now) -> {
        placements.wrote(now);
        yield later;
      }
      case PlacementWriter.Written.Stale(Optional<ApiObject> live) -> {
        live.ifPresentOrElse(placements::wrote, () -> placements.isGone(key));
        yield Result.requeueAfter(Duration.ZERO);
      }
    };
  }

  private void announce(ApiObject object, @Nullable PlacementSpec before, Outcome.Placed placed) {
    PlacementSpec now = placed.spec();
    if (before != null
        && before.destClusters().equals(now.destClusters())
        && Objects.equals(before.unplaced(), now.unplaced())) {
      return;
    }
    PlacementSpec.Shortage shortage = now.shortage();
    if (shortage != null) {
      String reason = now.destClusters().isEmpty() ? "FailedScheduling" : "PartiallyScheduled";
      events.record(
          object,
          EventType.WARNING,
          reason,
          shortage.message()
              + " ("
              + shortage.reason()
              + "); "
              + DecisionWords.destinations(now.destClusters()));
    } else {
      events.record(
          object, EventType.NORMAL, "Scheduled", DecisionWords.destinations(now.destClusters()));
    }
  }

  /// Whether a decision is worth a write. Room and weights are of the moment in which something was
  /// decided, and so are the reasons; they only matter by themselves while something is unplaced.
  private static boolean isSameDecision(PlacementSpec current, PlacementSpec wanted) {
    return Objects.equals(current.target(), wanted.target())
        && current.targetGeneration() == wanted.targetGeneration()
        && Objects.equals(current.replicas(), wanted.replicas())
        && current.destClusters().equals(wanted.destClusters())
        && Objects.equals(current.unplaced(), wanted.unplaced())
        && Objects.equals(current.shortage(), wanted.shortage())
        && Objects.equals(current.priority(), wanted.priority())
        && Objects.equals(current.policy(), wanted.policy())
        && names(current.otherPolicies()).equals(names(wanted.otherPolicies()))
        && (isComplete(wanted) || reasons(current).equals(reasons(wanted)));
  }

  private static boolean isComplete(PlacementSpec spec) {
    return spec.unplaced() == null ? !spec.destClusters().isEmpty() : spec.unplaced() == 0;
  }

  private static List<String> names(List<PolicyReference> policies) {
    return policies.stream().map(PolicyReference::name).toList();
  }

  private static List<List<String>> reasons(PlacementSpec spec) {
    return spec.everyDecision().stream().map(d -> List.of(d.cluster(), d.reason())).toList();
  }
}
