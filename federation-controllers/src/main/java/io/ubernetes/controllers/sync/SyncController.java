package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.namespace.MemberNamespaces;
import io.ubernetes.controllers.sync.Problems.Problem;
import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.events.EventType;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberControllers;
import io.ubernetes.runtime.member.MemberRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// Brings every member to hold its part of every Placement. Reconciles one object in one member at
/// a time; see the package for what it owns. Thread-safe; started once.
public final class SyncController implements AutoCloseable {

  /// How often it is looked whether a member answers again; the look costs nothing.
  private static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(2);

  /// Others becoming ready is told by events, but that they stay so is not.
  private static final Duration WHILE_MOVING = Duration.ofSeconds(15);

  private final Informers federation;
  private final Placements placements;
  private final MemberRegistry members;
  private final MemberParts parts;
  private final Ownership ownership;
  private final Problems problems;
  private final EventRecorder events;
  private final PartWriter writer;
  private final Moves moves;
  private final Releases releases;
  private final Leftovers leftovers;
  private final MemberControllers<Placed> controllers;

  /// How the controller works.
  ///
  /// @param workersPerMember calls to one member at the same time: enough to hide its latency, few
  ///   enough not to load it
  /// @param movePatience how long a part that is to shrink waits for its replacement elsewhere
  public record Settings(int workersPerMember, Duration movePatience) {}

  /// What the controller reads and tells beside the members.
  public record Surroundings(
      Informers federation,
      Placements placements,
      MemberRegistry members,
      MemberParts parts,
      Ownership ownership,
      Problems problems,
      EventRecorder events,
      InstantSource clock) {}

  public SyncController(
      Settings settings,
      Surroundings around,
      MemberNamespaces namespaces,
      Releases releases,
      Leftovers leftovers) {
    this.federation = around.federation();
    this.placements = around.placements();
    this.members = around.members();
    this.parts = around.parts();
    this.ownership = around.ownership();
    this.problems = around.problems();
    this.events = around.events();
    this.writer = new PartWriter(namespaces, parts, ownership, problems, events);
    this.moves = new Moves(parts, settings.movePatience(), around.clock());
    this.releases = releases;
    this.leftovers = leftovers;
    this.controllers =
        new MemberControllers<>("sync", settings.workersPerMember(), this::reconcile);
  }

  /// To be called before the parts are told of members, so that there is a queue for what they say.
  public void start() {
    parts.addListener(new OnParts());
    members.addListener(controllers);
    placements.informer().addHandler(Changes.beyondStatus(this::onPlacement));
    for (ApiResource resource : Resources.PROPAGATED) {
      federation
          .informer(resource)
          .addHandler(Changes.beyondStatus(source -> onSource(Placed.of(resource, source))));
    }
  }

  public Map<String, ControllerMetrics> metrics() {
    return controllers.metrics();
  }

  @Override
  public void close() {
    controllers.close();
  }

  private void onPlacement(ApiObject placement) {
    placements.read(placement).ifPresent(this::enqueue);
  }

  private void onSource(Placed placed) {
    placements.of(placed).ifPresent(this::enqueue);
  }

  private void enqueue(Target target) {
    parts.clusters(target).forEach(cluster -> controllers.add(cluster, target.placed()));
  }

  private final class OnParts implements MemberParts.Listener {

    /// A change in one member can allow another to shrink, so all clusters of a Placement on the
    /// move look again.
    @Override
    public void onPart(String cluster, Placed placed, MemberParts.Extent extent) {
      if (extent == MemberParts.Extent.ALL) {
        controllers.add(cluster, placed);
      }
      placements.of(placed).filter(moves::isMoving).ifPresent(SyncController.this::enqueue);
    }

    @Override
    public void onRead(String cluster, ApiResource resource) {
      placements.inCluster(cluster).stream()
          .filter(target -> target.resource().equals(resource))
          .forEach(target -> controllers.add(cluster, target.placed()));
    }
  }

  private Result reconcile(Member member, Placed placed) {
    if (!member.isReachable()) {
      return Result.requeueAfter(UNTIL_NEXT_LOOK);
    }
    Optional<Target> target = placements.of(placed);
    if (target.isEmpty()) {
      problems.forget(placed);
      moves.forget(placed, member.cluster());
      parts.forget(member.cluster(), placed);
      return leftovers.reconcile(member, placed);
    }
    if (target.get().placement().isTerminating()) {
      return releases.release(member, target.get());
    }
    if (!parts.isRead(member.cluster(), placed.resource()) || target.get().spec().suspend()) {
      return Result.DONE; // told again when the parts are read, or when it may go on
    }
    Optional<ApiObject> source = source(target.get());
    return source.isEmpty()
        ? Result.DONE // not decided on yet: the decision brings us here
        : bring(member, target.get(), source.get());
  }

  /// The placed object, if it is the one and in the state that was decided on.
  private Optional<ApiObject> source(Target target) {
    return federation
        .informer(target.resource())
        .lister()
        .get(target.key())
        .filter(object -> object.uid().equals(target.sourceUid()))
        .filter(object -> object.generation() == target.spec().targetGeneration())
        .filter(object -> !object.isTerminating());
  }

  private Result bring(Member member, Target target, ApiObject source) {
    String cluster = member.cluster();
    Optional<ApiObject> actual = parts.part(cluster, target.placed());
    if (actual.map(ApiObject::isTerminating).orElse(false)) {
      return Result.DONE; // its end brings us back
    }
    boolean wanted = target.destination(cluster).isPresent();
    if (actual.isEmpty()) {
      moves.forget(target.placed(), cluster);
      return wanted
          ? hold(member, target, source, actual, Shrink.wanted(target, cluster), Optional.empty())
          : clear(target, cluster);
    }
    return switch (moves.size(target, cluster, actual.get())) {
      case Moves.Size.Kept kept -> {
        Problem note =
            new Problem(
                Problems.WAITING_FOR_REPLACEMENT,
                "%d replicas are kept until others are ready elsewhere".formatted(kept.replicas()));
        Result result = hold(member, target, source, actual, kept.replicas(), Optional.of(note));
        yield result.equals(Result.DONE) ? Result.requeueAfter(nextLook(kept.left())) : result;
      }
      case Moves.Size.Overdue overdue -> {
        tellOverdue(target, cluster, source);
        yield reduce(member, target, source, actual.get(), overdue.replicas());
      }
      case Moves.Size.Decided decided ->
          reduce(member, target, source, actual.get(), decided.replicas());
    };
  }

  private static Duration nextLook(Duration left) {
    return left.compareTo(WHILE_MOVING) < 0 ? left : WHILE_MOVING;
  }

  private Result reduce(
      Member member, Target target, ApiObject source, ApiObject actual, int replicas) {
    if (target.destination(member.cluster()).isEmpty()) {
      writer.remove(member, target, actual);
      return clear(target, member.cluster());
    }
    return hold(member, target, source, Optional.of(actual), replicas, Optional.empty());
  }

  private Result hold(
      Member member,
      Target target,
      ApiObject source,
      Optional<ApiObject> actual,
      int replicas,
      Optional<Problem> note) {
    Integer asked = target.spec().replicas();
    ApiObject desired = SubObject.of(source, asked == null ? null : replicas, asked, ownership);
    boolean isSo =
        actual
            .filter(part -> ownership.ownsFor(part, source.uid()))
            .filter(part -> SubObject.isAsWanted(part, desired))
            .isPresent();
    if (!isSo) {
      return writer.apply(member, target, actual, new PartWriter.Draft(source, desired, note));
    }
    problems.settle(target.placed(), member.cluster(), note);
    return Result.DONE;
  }

  private void tellOverdue(Target target, String cluster, ApiObject source) {
    events.record(
        source,
        EventType.WARNING,
        "ReplacementNotReady",
        "Propagating",
        "%s: lowered to %d replicas although their replacement is not ready elsewhere"
            .formatted(cluster, Shrink.wanted(target, cluster)));
  }

  private Result clear(Target target, String cluster) {
    problems.settle(target.placed(), cluster, Optional.empty());
    return Result.DONE;
  }
}
