package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.PodRequest;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.scheduler.Interests.Concern;
import io.ubernetes.scheduler.engine.ClusterState;
import io.ubernetes.scheduler.engine.DecisionRequest;
import io.ubernetes.scheduler.engine.FreeRoom;
import io.ubernetes.scheduler.engine.Holding;
import io.ubernetes.scheduler.engine.MemberCluster;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.PlacementEngine;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.PolicyBinding;
import io.ubernetes.scheduler.engine.Rebalance;
import io.ubernetes.scheduler.engine.Rules;
import io.ubernetes.scheduler.engine.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
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
  private final Reservations reservations;
  private final Lateness lateness;
  private final Budgets budgets;
  private final Apps apps = new Apps();
  private final Interests interests = new Interests();

  Decider(SchedulerConfig config, InstantSource clock) {
    this.clock = clock;
    this.fleet = new Fleet(config.clusterGrace(), config.clusterTrial());
    this.reservations = new Reservations(config.reservationTimeout());
    this.lateness = new Lateness(config.pendingPatience());
    this.budgets = new Budgets(config.movesBackPerMinute());
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
      Instant now = clock.instant();
      PolicyBinding binding = policies.bind(workload);
      Rules rules = binding.winner().map(Policy::rules).orElse(Rules.NONE);
      lateness.wait(object, rules.overflowAfterSeconds());
      Outcome outcome =
          PlacementEngine.decide(
              new DecisionRequest(
                  workload,
                  binding,
                  clusters(object, workload),
                  holdings(object, workload, current, now),
                  apps.without(object),
                  budgets.allowance(object, rules, now)));
      Set<ObjectRef> concerned = remember(object, workload, rules, current, outcome, now);
      return Optional.of(new Decided(outcome, concerned, again(object, rules, outcome, now)));
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

  private List<MemberCluster> clusters(ObjectRef object, Workload workload) {
    if (workload.podRequest().isEmpty()) {
      return List.copyOf(fleet.clusters());
    }
    List<MemberCluster> clusters = new ArrayList<>();
    for (MemberCluster cluster : fleet.clusters()) {
      FreeRoom left = reservations.left(cluster.name(), cluster.freeRoom(), object);
      clusters.add(cluster.withFreeRoom(left));
    }
    return clusters;
  }

  private Map<String, Holding> holdings(
      ObjectRef object, Workload workload, Current current, Instant now) {
    Map<String, Integer> assigned = current.assigned();
    Map<String, Holding> holdings = new HashMap<>();
    if (workload.replicas() == null) {
      assigned.keySet().forEach(cluster -> holdings.put(cluster, Holding.NOTHING));
      return holdings;
    }
    for (String cluster : current.clusters()) {
      int here = assigned.getOrDefault(cluster, 0);
      int seen = reservations.seen(object, cluster, current.made(cluster));
      // A member that does not answer cannot say that its pods have room.
      boolean overdue = fleet.isReady(cluster) && lateness.isOverdue(object, cluster, now);
      Holding holding =
          overdue
              ? Holding.overdue(here, Math.min(seen, current.settled(cluster)))
              : Holding.starting(here, seen);
      holdings.put(cluster, holding.startingAt(current.ordinalsStart(cluster)));
    }
    return holdings;
  }

  /// @return other objects that look at where this one is, if that has changed
  private Set<ObjectRef> remember(
      ObjectRef object,
      Workload workload,
      Rules rules,
      Current current,
      Outcome outcome,
      Instant now) {
    if (!(outcome instanceof Outcome.Placed placed)) {
      interests.put(object, current.assigned().keySet(), EnumSet.noneOf(Concern.class));
      return apps.put(object, workload.labels(), current.assigned().keySet(), rules.neighbours());
    }
    Map<String, Integer> assigned = Current.assigned(placed.spec());
    interests.put(object, assigned.keySet(), concerns(workload, rules, placed));
    workload.podRequest().ifPresent(request -> reserve(object, request, assigned, current, now));
    budgets.spend(object, rules, placed.moved(), now);
    noteMoves(object, assigned, current, now);
    return apps.put(object, workload.labels(), assigned.keySet(), rules.neighbours());
  }

  private static Set<Concern> concerns(Workload workload, Rules rules, Outcome.Placed placed) {
    Set<Concern> concerns = EnumSet.noneOf(Concern.class);
    if (placed.shortage().isPresent()) {
      concerns.add(Concern.ROOM);
    }
    if (rules.rebalance() == Rebalance.ALWAYS || workload.v1Preferences().isPresent()) {
      concerns.add(Concern.BALANCE);
    }
    if (placed.spec().policy() != null
        || workload.v1Preferences().isPresent()
        || workload.v1ClusterSelector().isPresent()
        || workload.replicas() == null) {
      concerns.add(Concern.CLUSTERS);
    }
    return concerns;
  }

  private void reserve(
      ObjectRef object,
      PodRequest request,
      Map<String, Integer> assigned,
      Current current,
      Instant now) {
    reservations.keepOnly(object, assigned.keySet());
    assigned.forEach((cluster, replicas) ->
        reservations.assign(object, cluster, request, replicas, current.made(cluster), now));
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
  /// @return other objects that looked at where it was
  Set<ObjectRef> forget(ObjectRef object) {
    lock.lock();
    try {
      reservations.keepOnly(object, Set.of());
      lateness.forget(object);
      budgets.forget(object);
      interests.remove(object);
      return apps.remove(object);
    } finally {
      lock.unlock();
    }
  }

  /// Takes over, after a start, what an earlier scheduler had promised.
  void restore(ObjectRef object, Workload workload, Current current) {
    lock.lock();
    try {
      Instant now = clock.instant();
      Rules rules = policies.bind(workload).winner().map(Policy::rules).orElse(Rules.NONE);
      var _ = apps.put(object, workload.labels(), current.assigned().keySet(), rules.neighbours());
      workload
          .podRequest()
          .ifPresent(request ->
              current
                  .assigned()
                  .forEach((cluster, replicas) ->
                      reservations.restore(
                          object,
                          cluster,
                          request,
                          replicas,
                          current.made(cluster),
                          current.part(cluster).flatMap(p -> Fleet.instant(p.asOf())).orElse(now),
                          now)));
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
          reservations.reported(object, part.cluster(), part.replicas(), at);
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
      boolean released =
          reservations.looked(cluster.name(), Fleet.instant(status.asOf()).orElse(now), now);
      return concerned(fleet.put(cluster, now), released);
    } finally {
      lock.unlock();
    }
  }

  Concerned clusterGone(String cluster) {
    lock.lock();
    try {
      reservations.forgetCluster(cluster);
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
    if (effect.opened()) {
      now.addAll(interests.with(Concern.CLUSTERS));
    }
    boolean room = effect.room() || effect.opened() || released;
    return new Concerned(
        now,
        room ? interests.with(Concern.ROOM) : Set.of(),
        room ? interests.with(Concern.BALANCE) : Set.of(),
        fleet.suspectsItself());
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

  /// Pods that were given to a member and that its status does not show yet.
  int reservedPods(String cluster) {
    lock.lock();
    try {
      return reservations.unseen(cluster);
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
