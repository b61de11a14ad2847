package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.scheduler.Interests.Concern;
import io.ubernetes.scheduler.engine.ClusterState;
import io.ubernetes.scheduler.engine.DecisionRequest;
import io.ubernetes.scheduler.engine.MemberCluster;
import io.ubernetes.scheduler.engine.Occupants;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.PlacementEngine;
import io.ubernetes.scheduler.engine.PodDemand;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.PolicyBinding;
import io.ubernetes.scheduler.engine.Priority;
import io.ubernetes.scheduler.engine.Rules;
import io.ubernetes.scheduler.engine.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Takes decisions, one at a time, and remembers what they promised. It is the one owner of the
/// scheduler's state: members, policies, reservations, lateness and interests, all under its lock,
/// which is never held during I/O.
///
/// Thread-safe.
final class Decider {

  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Fleet fleet;
  private final Policies policies = new Policies();
  private final RoomLedger room;
  private final Lateness lateness;
  private final Budgets budgets;
  private final Apps apps = new Apps();
  private final Interests interests = new Interests();
  private final PriorityClasses priorities = new PriorityClasses();
  private final Surroundings surroundings;
  private long decisions;

  Decider(SchedulerConfig config, InstantSource clock) {
    this.clock = clock;
    this.fleet = new Fleet(config.clusterGrace(), config.clusterTrial());
    this.room = new RoomLedger(new Reservations(config.reservationTimeout()));
    this.lateness = new Lateness(config.pendingPatience());
    this.budgets = new Budgets(config.movesBackPerMinute());
    this.surroundings = new Surroundings(fleet, room, lateness);
  }

  /// What to look at because the members changed.
  ///
  /// @param now objects that the change concerns
  /// @param onRoom objects that wait for room, when there may be more of it
  /// @param onBalance objects that may be rebalanced
  /// @param suspicious whether so many members are not ready that nothing is moved
  record Concerned(
      Set<ObjectRef> now, Set<ObjectRef> onRoom, Set<ObjectRef> onBalance, boolean suspicious) {}

  /// What was decided on an object.
  ///
  /// @param concerned other objects that look at where this one is
  /// @param again after which time to look anew though nothing changes
  record Decided(Outcome outcome, Set<ObjectRef> concerned, Optional<Duration> again) {}

  /// Decides, and reserves what was decided.
  ///
  /// @param isCurrent asked under the lock: whether the Placement is still as it was read. Reports
  ///   that came in between have been counted already and would be taken back otherwise.
  /// @return empty when it is not
  Optional<Decided> decide(
      ObjectRef object, Workload workload, Current current, BooleanSupplier isCurrent) {
    lock.lock();
    try {
      if (!isCurrent.getAsBoolean()) {
        return Optional.empty();
      }
      decisions++;
      Instant now = clock.instant();
      PolicyBinding binding = policies.bind(workload);
      Rules rules = Rules.of(binding);
      Priority priority = priorities.of(workload.priorityClass());
      lateness.wait(object, rules.overflowAfterSeconds());
      Set<ObjectRef> concerned = new HashSet<>(room.waiting.looked(object));
      Outcome outcome =
          PlacementEngine.decide(
              new DecisionRequest(
                  workload,
                  binding,
                  surroundings.clusters(object, workload, priority.value()),
                  surroundings.holdings(object, workload, current, now),
                  apps.without(object),
                  budgets.allowance(object, rules, now),
                  priority,
                  occupants(object)));
      concerned.addAll(remember(object, workload, binding, current, outcome, now));
      return Optional.of(new Decided(outcome, concerned, again(object, rules, outcome, now)));
    } finally {
      lock.unlock();
    }
  }

  /// Nothing makes way for what is not carried to members.
  private Occupants occupants(ObjectRef object) {
    return PropagatedKinds.isCarried(object.kind())
        ? room.occupancy.without(object, surroundings::idle)
        : Occupants.NONE;
  }

  /// Whether the object stays in the federation because no policy speaks of it.
  boolean stays(Workload workload) {
    if (!PropagatedKinds.isOnlySelected(workload.kind())) {
      return false;
    }
    lock.lock();
    try {
      return !policies.speakOf(workload);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Duration> again(ObjectRef object, Rules rules, Outcome outcome, Instant now) {
    List<Duration> waits = new ArrayList<>();
    lateness.untilOverdue(object, now).ifPresent(waits::add);
    if (outcome instanceof Outcome.Placed placed) {
      placed.revisitAt().ifPresent(at -> waits.add(Duration.between(now, at).plusMillis(1)));
      if (placed.owed() > 0) {
        waits.add(budgets.untilNext(rules));
      }
    }
    return waits.stream().min(Comparator.naturalOrder());
  }

  /// @return other objects that are to be looked at because of this
  private Set<ObjectRef> remember(
      ObjectRef object,
      Workload workload,
      PolicyBinding binding,
      Current current,
      Outcome outcome,
      Instant now) {
    Rules rules = Rules.of(binding);
    if (!(outcome instanceof Outcome.Placed placed)) {
      interests.put(object, current.assigned().keySet(), EnumSet.noneOf(Concern.class), rules);
      room.freeze(object);
      return apps.put(object, workload.labels(), current.assigned().keySet(), rules.neighbours());
    }
    Map<String, Integer> assigned = Current.assigned(placed.spec());
    interests.put(object, assigned.keySet(), Interests.concerns(workload, rules, placed), rules);
    Set<ObjectRef> concerned = new HashSet<>();
    if (workload.pod().isPresent() && PropagatedKinds.isCarried(object.kind())) {
      concerned.addAll(
          room.decided(
              object,
              priorities.of(workload.priorityClass()).value(),
              workload.pod().get(),
              Occupants.least(workload, binding, assigned.keySet()),
              current,
              placed,
              surroundings::idle,
              now));
    }
    budgets.spend(object, rules, placed.moved(), now);
    noteMoves(object, assigned, current, now);
    concerned.addAll(apps.put(object, workload.labels(), assigned.keySet(), rules.neighbours()));
    return concerned;
  }

  private void noteMoves(
      ObjectRef object, Map<String, Integer> assigned, Current current, Instant now) {
    Set<String> relieved = new HashSet<>();
    current
        .assigned()
        .forEach((cluster, before) -> {
          if (assigned.getOrDefault(cluster, 0) < before
              && lateness.isOverdue(object, cluster, now)) {
            relieved.add(cluster);
          }
        });
    if (!relieved.isEmpty()) {
      lateness.moved(object, relieved);
    }
  }

  /// The object is no longer placed.
  ///
  /// @return other objects that looked at where it was, or wait for its room
  Set<ObjectRef> forget(ObjectRef object) {
    lock.lock();
    try {
      Set<ObjectRef> concerned = room.forget(object);
      lateness.forget(object);
      budgets.forget(object);
      interests.remove(object);
      concerned.addAll(apps.remove(object));
      return concerned;
    } finally {
      lock.unlock();
    }
  }

  /// Takes over from a scheduler that was running until now: what it had promised, and that it may
  /// have moved just before all that may be moved in a minute.
  void takeOver(ObjectRef object, Workload workload, Current current) {
    lock.lock();
    try {
      restore(object, workload, current);
      budgets.empty(object, clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /// Takes over what another scheduler had promised.
  void restore(ObjectRef object, Workload workload, Current current) {
    lock.lock();
    try {
      Instant now = clock.instant();
      PolicyBinding binding = policies.bind(workload);
      Rules rules = Rules.of(binding);
      Map<String, Integer> assigned = current.assigned();
      var _ = apps.put(object, workload.labels(), assigned.keySet(), rules.neighbours());
      if (workload.pod().isPresent() && PropagatedKinds.isCarried(object.kind())) {
        PodDemand request = workload.pod().get();
        room.restore(object, request, current, now);
        if (!rules.suspended()) {
          room.restore(
              object,
              priorities.of(workload.priorityClass()).value(),
              request,
              assigned,
              Occupants.least(workload, binding, assigned.keySet()));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// A Placement's status was written.
  ///
  /// @return as [#untilNextLook]
  Optional<Duration> reported(ObjectRef object, Current current) {
    lock.lock();
    try {
      Instant now = clock.instant();
      for (ClusterPart part : current.status().clusters()) {
        if (part.replicas() != null) {
          Instant at = Fleet.instant(part.asOf()).orElse(now);
          room.reservations.reported(object, part.cluster(), part.replicas(), at);
        }
      }
      lateness.observe(object, current.spec(), current.status(), now);
      return lateness.untilOverdue(object, now);
    } finally {
      lock.unlock();
    }
  }

  /// After which time the object is to be looked at even if nothing changes.
  Optional<Duration> untilNextLook(ObjectRef object) {
    lock.lock();
    try {
      return lateness.untilOverdue(object, clock.instant());
    } finally {
      lock.unlock();
    }
  }

  Concerned clusterChanged(ApiObject cluster) {
    ClusterStatus status = Federation.status(cluster, ClusterStatus.class);
    lock.lock();
    try {
      Instant now = clock.instant();
      if (status.isReady() && !fleet.isReady(cluster.name())) {
        room.reservations.returned(cluster.name(), now);
      }
      boolean released =
          room.reservations.looked(cluster.name(), Fleet.instant(status.asOf()).orElse(now), now);
      return concerned(fleet.put(cluster, now), released);
    } finally {
      lock.unlock();
    }
  }

  Concerned clusterGone(String cluster) {
    lock.lock();
    try {
      room.reservations.forgetCluster(cluster);
      return concerned(fleet.remove(cluster, clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  /// Judges the members' health as of now.
  Concerned judgeHealth() {
    lock.lock();
    try {
      return concerned(fleet.judge(clock.instant()));
    } finally {
      lock.unlock();
    }
  }

  /// When [#judgeHealth] is due.
  Optional<Duration> untilNextJudgement() {
    lock.lock();
    try {
      return fleet.nextJudgement().map(at -> Duration.between(clock.instant(), at));
    } finally {
      lock.unlock();
    }
  }

  private Concerned concerned(Fleet.Effect effect) {
    return concerned(effect, false);
  }

  /// @param released whether claims were let go, so that there is more room than was believed
  private Concerned concerned(Fleet.Effect effect, boolean released) {
    Set<ObjectRef> now = new HashSet<>();
    effect.changed().forEach(cluster -> now.addAll(interests.placedIn(cluster)));
    if (!effect.opened().isEmpty()) {
      now.addAll(interests.with(Concern.CLUSTERS, effect.opened()));
    }
    boolean more = effect.room() || !effect.opened().isEmpty() || released;
    if (more) {
      room.waiting.mayHaveRoom(interests.with(Concern.ROOM));
    }
    return new Concerned(
        now,
        more ? interests.with(Concern.ROOM) : Set.of(),
        more ? interests.with(Concern.BALANCE) : Set.of(),
        fleet.suspectsItself());
  }

  /// Takes over a PriorityClass.
  ///
  /// @return whether it is news for objects that name no class
  boolean priorityClassChanged(ApiObject priorityClass) {
    lock.lock();
    try {
      return priorities.put(priorityClass);
    } finally {
      lock.unlock();
    }
  }

  /// @return as [#priorityClassChanged]
  boolean priorityClassGone(String name) {
    lock.lock();
    try {
      return priorities.remove(name);
    } finally {
      lock.unlock();
    }
  }

  /// Takes over a policy; returns it as it was before.
  Optional<Policy> policyChanged(Policy policy) {
    lock.lock();
    try {
      return policies.put(policy);
    } finally {
      lock.unlock();
    }
  }

  Optional<Policy> policyGone(NamespacedName policy) {
    lock.lock();
    try {
      return policies.remove(policy);
    } finally {
      lock.unlock();
    }
  }

  /// How many decisions have been taken, whether or not they were news.
  long decisions() {
    lock.lock();
    try {
      return decisions;
    } finally {
      lock.unlock();
    }
  }

  /// Pods that were given to a member and that its status does not show yet.
  int reservedPods(String cluster) {
    lock.lock();
    try {
      return room.reservations.unseen(cluster);
    } finally {
      lock.unlock();
    }
  }

  /// The member's state as it is judged now; empty when it is not known.
  Optional<ClusterState> state(String cluster) {
    lock.lock();
    try {
      return fleet.clusters().stream()
          .filter(member -> member.name().equals(cluster))
          .map(MemberCluster::state)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }
}
