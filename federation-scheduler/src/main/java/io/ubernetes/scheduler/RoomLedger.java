package io.ubernetes.scheduler;

import io.ubernetes.scheduler.engine.Eviction;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.PodDemand;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The accounts of the members' room: what was promised, who holds what, and who waits. Each change
/// tells whom it concerns.
///
/// Not thread-safe; owned by the [Decider].
final class RoomLedger {

  final Reservations reservations;
  final Occupancy occupancy = new Occupancy();
  final Waiting waiting = new Waiting();

  RoomLedger(Reservations reservations) {
    this.reservations = reservations;
  }

  /// What was decided for an object that has pods.
  ///
  /// @param least how many its policy promises it, by member
  /// @param idle as it was asked for the decision, and is until its claims are made
  /// @return other objects: those that have to make way, and those that may find room now
  Set<ObjectRef> decided(
      ObjectRef object,
      int priority,
      PodDemand request,
      Map<String, Integer> least,
      Current current,
      Outcome.Placed placed,
      Occupancy.Idle idle,
      Instant now) {
    Map<String, Integer> assigned = Current.assigned(placed.spec());
    Set<ObjectRef> concerned = new HashSet<>();
    for (Eviction eviction : placed.evictions()) {
      concerned.add(occupancy.takeBack(eviction, object, idle));
    }
    if (reserve(object, request, assigned, current, now)) {
      concerned.addAll(hopeful(object));
    }
    for (Eviction eviction : placed.evictions()) {
      String cluster = eviction.cluster();
      int given = assigned.getOrDefault(cluster, 0);
      reservations.await(object, cluster, request, given, current.settled(cluster), now);
    }
    if (placed.isShort()) {
      waiting.put(object, priority, request, placed.spec());
    } else {
      waiting.remove(object);
    }
    occupancy.decided(object, assigned);
    if (occupancy.put(object, new Occupancy.Held(priority, request, assigned, least))) {
      concerned.addAll(waiting.above(priority));
    }
    return concerned;
  }

  /// @return whether less room is claimed than before
  private boolean reserve(
      ObjectRef object,
      PodDemand request,
      Map<String, Integer> assigned,
      Current current,
      Instant now) {
    Map<String, Integer> before = current.assigned();
    Set<String> clusters = new HashSet<>(assigned.keySet());
    clusters.addAll(before.keySet());
    boolean released = reservations.keepOnly(object, clusters);
    for (String cluster : clusters) {
      // Pods that are more than the member was to have may have ended by now.
      int made = Math.min(current.made(cluster), before.getOrDefault(cluster, 0));
      int replicas = assigned.getOrDefault(cluster, 0);
      released |= reservations.assign(object, cluster, request, replicas, made, now);
    }
    return released;
  }

  /// Others that wait for room such as an object has let go.
  private Set<ObjectRef> hopeful(ObjectRef by) {
    Set<ObjectRef> hopeful = waiting.above(Integer.MIN_VALUE);
    hopeful.remove(by);
    waiting.mayHaveRoom(hopeful);
    return hopeful;
  }

  /// Nothing is decided for the object any more, but what it has it keeps: it cannot make way.
  void freeze(ObjectRef object) {
    waiting.remove(object);
    occupancy.forget(object);
  }

  /// The object is gone.
  ///
  /// @return other objects that may find room now
  Set<ObjectRef> forget(ObjectRef object) {
    Set<ObjectRef> concerned = new HashSet<>(waiting.looked(object));
    freeze(object);
    if (reservations.keepOnly(object, Set.of())) {
      concerned.addAll(hopeful(object));
    }
    return concerned;
  }

  /// Takes over what an earlier scheduler had promised to an object.
  void restore(ObjectRef object, PodDemand request, Current current, Instant now) {
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
                now));
  }

  /// Takes over what an object holds.
  void restore(
      ObjectRef object,
      int priority,
      PodDemand request,
      Map<String, Integer> assigned,
      Map<String, Integer> least) {
    var _ = occupancy.put(object, new Occupancy.Held(priority, request, assigned, least));
  }
}
