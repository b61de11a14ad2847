package io.ubernetes.scheduler;

import io.ubernetes.scheduler.engine.Eviction;
import io.ubernetes.scheduler.engine.Occupants;
import io.ubernetes.scheduler.engine.Occupants.Occupant;
import io.ubernetes.scheduler.engine.PodDemand;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who holds room where, and how important they are, so that it is known who could make way; and
/// who has been told to. What was taken back from an object is no longer its own, though its
/// Placement still says so until it is decided on and written.
///
/// Not thread-safe; owned by the [Decider].
final class Occupancy {

  private final Map<ObjectRef, Held> held = new HashMap<>();
  private final TreeMap<Integer, Map<ObjectRef, Held>> byPriority = new TreeMap<>();
  private final Map<ObjectRef, Map<String, TakenBack>> takenBack = new HashMap<>();

  /// What an object holds.
  ///
  /// @param assigned replicas by member
  /// @param least how many its policy promises it, by member
  record Held(
      int priority, PodDemand request, Map<String, Integer> assigned, Map<String, Integer> least) {
    Held {
      assigned = Map.copyOf(assigned);
      least = Map.copyOf(least);
    }

    /// A member ends pods without room first, so only what could go beyond these makes room.
    private Occupant occupant(ObjectRef object, Idle idle) {
      Map<String, Integer> spare = new HashMap<>();
      assigned
          .keySet()
          .forEach(cluster -> {
            int more = spare(cluster);
            more -= more > 0 ? idle.pods(object, cluster) : 0;
            if (more > 0) {
              spare.put(cluster, more);
            }
          });
      return new Occupant(object.kind(), object.key(), priority, request, spare);
    }

    private int spare(String cluster) {
      return assigned.getOrDefault(cluster, 0) - least.getOrDefault(cluster, 0);
    }

    private Held less(String cluster, int replicas) {
      Map<String, Integer> left = new HashMap<>(assigned);
      left.merge(cluster, -replicas, Integer::sum);
      return new Held(priority, request, left, least);
    }
  }

  /// Replicas that an object had to give up in a member.
  ///
  /// @param left what it may keep
  /// @param by for whom
  record TakenBack(int left, ObjectRef by) {
    String text(int before) {
      int replicas = before - left;
      return (replicas == 1 ? "1 replica" : replicas + " replicas")
          + " made way for the more important "
          + by.kind().kind()
          + " "
          + by.key();
    }
  }

  /// Tells how many pods of an object hold no room in a member though it was given them.
  interface Idle {
    int pods(ObjectRef object, String cluster);
  }

  /// @return whether more of it could make way than before
  boolean put(ObjectRef object, Held now) {
    Held before = remove(object);
    held.put(object, now);
    byPriority.computeIfAbsent(now.priority, _ -> new HashMap<>()).put(object, now);
    return before == null
        || now.priority < before.priority
        || !now.request.equals(before.request)
        || now.assigned.keySet().stream().anyMatch(c -> now.spare(c) > before.spare(c));
  }

  @Nullable Held remove(ObjectRef object) {
    Held before = held.remove(object);
    if (before != null) {
      Map<ObjectRef, Held> alike = Objects.requireNonNull(byPriority.get(before.priority));
      alike.remove(object);
      if (alike.isEmpty()) {
        byPriority.remove(before.priority);
      }
    }
    return before;
  }

  void forget(ObjectRef object) {
    var _ = remove(object);
    takenBack.remove(object);
  }

  /// Those who could make way for an object, by what they hold now.
  Occupants without(ObjectRef object, Idle idle) {
    return (priority, each) ->
        byPriority
            .headMap(priority)
            .values()
            .forEach(alike ->
                alike.forEach((other, holding) -> {
                  if (!other.equals(object)) {
                    each.accept(holding.occupant(other, idle));
                  }
                }));
  }

  /// An object has to give up replicas for another, and those without room before them.
  ///
  /// @return which one
  ObjectRef takeBack(Eviction eviction, ObjectRef by, Idle idle) {
    ObjectRef object = new ObjectRef(eviction.kind(), eviction.key());
    Held before = Objects.requireNonNull(held.get(object));
    int without = idle.pods(object, eviction.cluster());
    Held after = before.less(eviction.cluster(), eviction.replicas() + without);
    var _ = put(object, after);
    takenBack
        .computeIfAbsent(object, _ -> new HashMap<>())
        .put(
            eviction.cluster(),
            new TakenBack(after.assigned.getOrDefault(eviction.cluster(), 0), by));
    return object;
  }

  /// What was taken back from an object in a member and what its Placement does not know of yet.
  @Nullable TakenBack takenBack(ObjectRef object, String cluster) {
    Map<String, TakenBack> here = takenBack.get(object);
    return here == null ? null : here.get(cluster);
  }

  /// The object was decided on: what it has got in spite of all is its own again, and the rest
  /// stays taken until its Placement knows of it.
  void decided(ObjectRef object, Map<String, Integer> assigned) {
    takenBack.computeIfPresent(
        object,
        (_, taken) -> {
          taken.replaceAll((cluster, t) -> new TakenBack(assigned.getOrDefault(cluster, 0), t.by));
          return taken;
        });
  }

  /// Forgets what the object's Placement knows of by now.
  void settle(ObjectRef object, Map<String, Integer> assigned) {
    takenBack.computeIfPresent(
        object,
        (_, taken) -> {
          taken.entrySet().removeIf(e -> assigned.getOrDefault(e.getKey(), 0) <= e.getValue().left);
          return taken.isEmpty() ? null : taken;
        });
  }
}
