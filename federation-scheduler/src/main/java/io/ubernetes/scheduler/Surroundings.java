package io.ubernetes.scheduler;

import io.ubernetes.scheduler.engine.FreeRoom;
import io.ubernetes.scheduler.engine.Holding;
import io.ubernetes.scheduler.engine.MemberCluster;
import io.ubernetes.scheduler.engine.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the decision on one object sees of the members: their room without what is promised to
/// others, and what they have of the object.
///
/// Not thread-safe; owned by the [Decider].
final class Surroundings {

  private final Fleet fleet;
  private final RoomLedger room;
  private final Lateness lateness;

  Surroundings(Fleet fleet, RoomLedger room, Lateness lateness) {
    this.fleet = fleet;
    this.room = room;
    this.lateness = lateness;
  }

  List<MemberCluster> clusters(ObjectRef object, Workload workload, int priority) {
    if (workload.pod().isEmpty()) {
      return List.copyOf(fleet.clusters());
    }
    List<MemberCluster> clusters = new ArrayList<>();
    for (MemberCluster cluster : fleet.clusters()) {
      FreeRoom left = room.reservations.left(cluster.name(), cluster.freeRoom(), object);
      clusters.add(cluster.withFreeRoom(room.waiting.left(cluster.name(), left, object, priority)));
    }
    return clusters;
  }

  Map<String, Holding> holdings(ObjectRef object, Workload workload, Current current, Instant now) {
    Map<String, Integer> assigned = current.assigned();
    Map<String, Holding> holdings = new HashMap<>();
    if (workload.replicas() == null) {
      assigned.keySet().forEach(cluster -> holdings.put(cluster, Holding.NOTHING));
      return holdings;
    }
    room.occupancy.settle(object, assigned);
    for (String cluster : current.clusters()) {
      int here = assigned.getOrDefault(cluster, 0);
      holdings.put(cluster, holding(object, workload, cluster, here, current, now));
    }
    return holdings;
  }

  private Holding holding(
      ObjectRef object,
      Workload workload,
      String cluster,
      int assigned,
      Current current,
      Instant now) {
    Occupancy.TakenBack taken = room.occupancy.takenBack(object, cluster);
    int here = taken == null ? assigned : taken.left();
    int seen = running(object, workload, cluster, here, current);
    // A member that does not answer cannot say that its pods have room.
    boolean overdue = fleet.isReady(cluster) && lateness.isOverdue(object, cluster, now);
    Holding holding =
        overdue
            ? Holding.overdue(here, Math.min(seen, current.settled(cluster)))
            : Holding.starting(here, seen);
    return holding
        .startingAt(current.ordinalsStart(cluster))
        .remembering(
            taken == null
                ? current.displaced(cluster)
                : new Holding.Displaced("", taken.text(assigned)));
  }

  /// Pods of an object that hold no room in a member though it was given them.
  int idle(ObjectRef object, String cluster) {
    int waiting = lateness.waiting(object, cluster);
    return fleet
        .find(cluster)
        .map(member -> room.reservations.idle(object, cluster, member.freeRoom(), waiting))
        .orElse(waiting);
  }

  /// Pods that are more than the member shall have are about to end. The room of those that have
  /// any is the object's own if it wants to stay after all, but for what somebody else was promised
  /// and waits for.
  private int running(
      ObjectRef object, Workload workload, String cluster, int assigned, Current current) {
    int seen = room.reservations.seen(object, cluster, assigned, current.made(cluster));
    Optional<MemberCluster> member = fleet.find(cluster);
    if (seen <= assigned || member.isEmpty() || workload.pod().isEmpty()) {
      return seen;
    }
    int unmet =
        room.reservations.unmet(cluster, member.get().freeRoom(), object, workload.pod().get());
    return Math.max(assigned, Math.min(seen, current.settled(cluster)) - unmet);
  }
}
