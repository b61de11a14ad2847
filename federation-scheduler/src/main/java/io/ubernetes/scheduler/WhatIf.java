package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.Workload;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Answers what the scheduler would do, by the scheduler's own engine and reservations, from what a
/// federation is like now, and changes nothing. Each answer starts anew from that state. Used by
/// one thread at a time.
public final class WhatIf {

  /// An object is looked at again when others that it looks at move; two that run after each other
  /// would never end.
  private static final int MOST_LOOKS = 4;

  private static final Outcome NOT_SELECTED =
      new Outcome.Refused("NotSelected", "no policy selects it, so it stays in the federation");

  private final LiveState state;
  private final InstantSource clock;
  private final SchedulerConfig config;

  private WhatIf(LiveState state, SchedulerConfig config, Instant now) {
    this.state = state;
    this.config = config;
    this.clock = InstantSource.fixed(now);
  }

  /// Reads a federation.
  ///
  /// @param federationClient may read clusters, policies, placements and workloads
  public static WhatIf read(ApiClient federationClient, SchedulerConfig config, Instant now) {
    return new WhatIf(LiveState.read(federationClient), config, now);
  }

  /// Where an object would be.
  ///
  /// @param before what is decided now; empty where nothing was
  /// @param after the new decision; empty where there is none, and then `problem` says why
  public record Answer(
      GroupVersionKind kind,
      NamespacedName object,
      Optional<PlacementSpec> before,
      Optional<PlacementSpec> after,
      Optional<String> problem) {

    /// Whether anything moves, or is placed otherwise than before.
    public boolean changes() {
      return problem.isPresent()
          || !after
              .map(PlacementSpec::destClusters)
              .equals(before.map(PlacementSpec::destClusters));
    }

    /// The answer in one to three sentences.
    public List<String> inWords() {
      return DecisionWords.of(this);
    }

    /// Replicas that other clusters get than before.
    public int moved() {
      Map<String, Integer> old = before.map(Current::assigned).orElse(Map.of());
      return after.map(Current::assigned).orElse(Map.of()).entrySet().stream()
          .mapToInt(entry -> Math.max(0, entry.getValue() - old.getOrDefault(entry.getKey(), 0)))
          .sum();
    }
  }

  /// The names of the kinds of which it can be told where they would go.
  public static List<GroupVersionKind> kinds() {
    return PropagatedKinds.ALL.stream().map(WorkloadKind::kind).toList();
  }

  public boolean hasCluster(String name) {
    return state.clusters().stream().anyMatch(cluster -> cluster.name().equals(name));
  }

  public Optional<ApiObject> object(GroupVersionKind kind, NamespacedName key) {
    return state.object(kind, key);
  }

  /// Where an object is to be, and why, if it were decided on now.
  public Optional<Answer> explain(GroupVersionKind kind, NamespacedName key) {
    ObjectRef ref = new ObjectRef(kind, key);
    return state
        .object(kind, key)
        .map(object -> decide(decider(), ref, object, new HashMap<>(current())));
  }

  /// Where an object would be that is not there yet, or that is as given here.
  public Answer preview(ApiObject object) {
    GroupVersionKind kind = object.groupVersionKind();
    return decide(decider(), new ObjectRef(kind, object.key()), object, new HashMap<>(current()));
  }

  /// Whether an object is never placed, whatever policies say: of another kind, or in a namespace
  /// that stays in the federation.
  public static boolean isNeverPlaced(ApiObject object) {
    return LiveState.kind(object.groupVersionKind()).isEmpty()
        || !PropagatedKinds.isPropagated(object);
  }

  /// What moves if a cluster is lost.
  public List<Answer> clusterLoss(String cluster) {
    Decider decider = decider();
    var _ = decider.clusterGone(cluster);
    List<ObjectRef> concerned = new ArrayList<>();
    current()
        .forEach((ref, current) -> {
          if (current.assigned().containsKey(cluster)) {
            concerned.add(ref);
          }
        });
    return decideAll(decider, concerned);
  }

  /// What moves with a policy as given: changed or new.
  public List<Answer> policy(ApiObject object) {
    Decider decider = decider();
    Policy changed = Policy.of(object);
    Optional<Policy> before = decider.policyChanged(changed);
    List<ObjectRef> concerned = new ArrayList<>();
    state
        .objects()
        .forEach((ref, placed) -> {
          if (changed.mayApplyTo(ref.kind(), ref.key(), placed.labels())
              || before
                  .filter(old -> old.mayApplyTo(ref.kind(), ref.key(), placed.labels()))
                  .isPresent()) {
            concerned.add(ref);
          }
        });
    return decideAll(decider, concerned);
  }

  /// Where an object would be with another number of replicas.
  ///
  /// @throws IllegalArgumentException for a kind without replicas
  public Optional<Answer> scale(GroupVersionKind kind, NamespacedName key, int replicas) {
    WorkloadKind known = LiveState.kind(kind).orElseThrow();
    if (known.replicas().isEmpty()) {
      throw new IllegalArgumentException("a " + kind.kind() + " has no replicas");
    }
    return state
        .object(kind, key)
        .map(object -> {
          ApiObject scaled = object.copy();
          scaled.json().withObject("/spec").put(known.replicas().getLast(), replicas);
          return decide(decider(), new ObjectRef(kind, key), scaled, new HashMap<>(current()));
        });
  }

  /// A scheduler's mind that knows what a running one knows.
  private Decider decider() {
    Decider decider = new Decider(config, clock);
    state.clusters().forEach(decider::clusterChanged);
    state.priorityClasses().forEach(decider::priorityClassChanged);
    state.policies().forEach(policy -> decider.policyChanged(Policy.of(policy)));
    state
        .placements()
        .forEach((ref, placement) -> {
          ApiObject object = state.objects().get(ref);
          if (object != null) {
            workload(ref, object)
                .ifPresent(w -> decider.restore(ref, w, Current.of(Optional.of(placement))));
          }
        });
    state.clusters().forEach(decider::clusterChanged); // what is seen in them is no promise
    return decider;
  }

  private static Optional<Workload> workload(ObjectRef ref, ApiObject object) {
    return LiveState.kind(ref.kind()).map(kind -> kind.workload(object));
  }

  private Map<ObjectRef, Current> current() {
    Map<ObjectRef, Current> current = new HashMap<>();
    state
        .placements()
        .forEach((ref, placement) -> current.put(ref, Current.of(Optional.of(placement))));
    return current;
  }

  private List<Answer> decideAll(Decider decider, Collection<ObjectRef> objects) {
    Map<ObjectRef, Current> current = current();
    Map<ObjectRef, Answer> answers = new TreeMap<>(ObjectRef.ORDER);
    Map<ObjectRef, Integer> looks = new HashMap<>();
    Deque<ObjectRef> queue = new ArrayDeque<>(objects.stream().sorted(ObjectRef.ORDER).toList());
    while (!queue.isEmpty()) {
      ObjectRef ref = queue.removeFirst();
      ApiObject object = state.objects().get(ref);
      if (object == null || looks.merge(ref, 1, Integer::sum) > MOST_LOOKS) {
        continue;
      }
      Workload workload = workload(ref, object).orElseThrow();
      Current now = current.getOrDefault(ref, Current.NONE);
      if (decider.stays(workload)) {
        if (!now.assigned().isEmpty()) {
          answers.put(ref, answer(ref, NOT_SELECTED));
        }
        continue;
      }
      Decider.Decided decided = decider.decide(ref, workload, now, () -> true).orElseThrow();
      answers.put(ref, answer(ref, decided.outcome()));
      note(ref, decided.outcome(), current);
      decided.concerned().stream().sorted(ObjectRef.ORDER).forEach(queue::add);
    }
    return List.copyOf(answers.values());
  }

  private Answer decide(
      Decider decider, ObjectRef ref, ApiObject object, Map<ObjectRef, Current> current) {
    Workload workload =
        workload(ref, object)
            .orElseThrow(() -> new IllegalArgumentException(ref.kind() + " is not placed"));
    Current now = current.getOrDefault(ref, Current.NONE);
    if (decider.stays(workload)) {
      return answer(ref, NOT_SELECTED);
    }
    Outcome outcome = decider.decide(ref, workload, now, () -> true).orElseThrow().outcome();
    note(ref, outcome, current);
    return answer(ref, outcome);
  }

  private static void note(ObjectRef ref, Outcome outcome, Map<ObjectRef, Current> current) {
    if (outcome instanceof Outcome.Placed placed) {
      Current before = current.getOrDefault(ref, Current.NONE);
      current.put(ref, Current.of(placed.spec(), before.status()));
    }
  }

  private Answer answer(ObjectRef ref, Outcome outcome) {
    Optional<PlacementSpec> before =
        Optional.ofNullable(state.placements().get(ref))
            .map(placement -> Current.of(Optional.of(placement)).spec());
    return switch (outcome) {
      case Outcome.Placed placed ->
          new Answer(ref.kind(), ref.key(), before, Optional.of(placed.spec()), Optional.empty());
      case Outcome.Refused(String reason, String message) ->
          new Answer(
              ref.kind(),
              ref.key(),
              before,
              Optional.empty(),
              Optional.of(reason + ": " + message));
      case Outcome.Suspended(String policy) ->
          new Answer(
              ref.kind(),
              ref.key(),
              before,
              Optional.empty(),
              Optional.of("Suspended: the policy \"" + policy + "\" decides nothing"));
    };
  }
}
