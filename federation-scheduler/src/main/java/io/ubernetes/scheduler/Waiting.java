package io.ubernetes.scheduler;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.scheduler.engine.FreeRoom;
import io.ubernetes.scheduler.engine.PodDemand;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The objects that have not found room for all of their replicas, so that room that opens up goes
/// to the most important of them: from the moment in which there may be room for one until it is
/// looked at, less important objects leave it what it lacks.
///
/// Not thread-safe; owned by the [Decider].
final class Waiting {

  private final Map<ObjectRef, Wait> waiting = new HashMap<>();

  /// Those that are to be looked at, and who left them room meanwhile. Sorted, because where room
  /// is in pieces it matters who is counted first.
  private final Map<ObjectRef, Set<ObjectRef>> due = new TreeMap<>(ObjectRef.ORDER);

  /// @param closed members that it may not use, or that it cannot use more of
  private record Wait(int priority, PodDemand request, int lacking, Set<String> closed) {}

  /// The object was decided on, and lacks room.
  void put(ObjectRef object, int priority, PodDemand request, PlacementSpec decided) {
    Set<String> closed = new HashSet<>();
    for (ClusterDecision decision : decided.decisions()) {
      if (decision.room() == null) {
        closed.add(decision.cluster());
      }
    }
    int lacking = decided.unplaced() == null ? 0 : decided.unplaced();
    waiting.put(object, new Wait(priority, request, lacking, closed));
  }

  /// The object has all that it wants, or is gone.
  void remove(ObjectRef object) {
    waiting.remove(object);
  }

  /// There may be room for them now; somebody is about to look.
  void mayHaveRoom(Set<ObjectRef> objects) {
    for (ObjectRef object : objects) {
      if (waiting.containsKey(object)) {
        due.computeIfAbsent(object, _ -> new HashSet<>());
      }
    }
  }

  /// The object is looked at.
  ///
  /// @return those that left it room, which may have what it did not take
  Set<ObjectRef> looked(ObjectRef object) {
    Set<ObjectRef> left = due.remove(object);
    return left == null ? Set.of() : left;
  }

  /// Who waits and is more important than somebody with that priority.
  Set<ObjectRef> above(int priority) {
    Set<ObjectRef> above = new HashSet<>();
    waiting.forEach((object, wait) -> {
      if (wait.priority > priority) {
        above.add(object);
      }
    });
    return above;
  }

  /// What is left of a member's free room for an object, without what more important ones may need.
  FreeRoom left(String cluster, FreeRoom room, ObjectRef object, int priority) {
    FreeRoom left = room;
    for (Map.Entry<ObjectRef, Set<ObjectRef>> entry : due.entrySet()) {
      Wait wait = waiting.get(entry.getKey());
      if (wait != null
          && wait.priority > priority
          && !wait.closed.contains(cluster)
          && left.pods(wait.request) > 0) {
        left = left.minus(wait.request, wait.lacking);
        entry.getValue().add(object);
      }
    }
    return left;
  }
}
