package io.ubernetes.scheduler;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// Since when members have had room for fewer pods of an object than they were given. A pod that
/// has a node is not late, however slow it is to start: elsewhere it would begin anew. Where a
/// member's status does not tell which pods have room, only those that are ready are known to have
/// it.
///
/// The patience doubles with each time that replicas of the object were moved for it, so that pods
/// that will never be ready anywhere do not wander for ever.
///
/// Not thread-safe; owned by the [Decider].
final class Lateness {

  /// Two hours with the default patience.
  private static final int MAX_DOUBLINGS = 6;

  private final Duration patience;
  private final Map<ObjectRef, Late> late = new HashMap<>();

  /// Of objects whose policy says how long to wait.
  private final Map<ObjectRef, Duration> patiences = new HashMap<>();

  Lateness(Duration patience) {
    this.patience = patience;
  }

  /// @param since by cluster
  /// @param waiting pods that their member has said it has no room for, by cluster
  /// @param moves how often replicas were moved since all had room
  private record Late(Map<String, Instant> since, Map<String, Integer> waiting, int moves) {}

  /// Compares what a Placement gives with what its status says.
  void observe(ObjectRef object, PlacementSpec spec, PlacementStatus status, Instant now) {
    Map<String, Integer> settled =
        status.clusters().stream()
            .collect(Collectors.toMap(ClusterPart::cluster, Lateness::settled, (a, _) -> a));
    Late before = late.getOrDefault(object, new Late(Map.of(), Map.of(), 0));
    Map<String, Instant> since = new HashMap<>();
    for (DestCluster destination : spec.destClusters()) {
      int assigned = destination.replicas() == null ? 0 : destination.replicas();
      if (settled.getOrDefault(destination.cluster(), 0) < assigned) {
        since.put(destination.cluster(), before.since.getOrDefault(destination.cluster(), now));
      }
    }
    if (since.isEmpty()) {
      late.remove(object);
    } else {
      late.put(object, new Late(since, waiting(status), before.moves));
    }
  }

  private static Map<String, Integer> waiting(PlacementStatus status) {
    Map<String, Integer> waiting = new HashMap<>();
    for (ClusterPart part : status.clusters()) {
      if (part.unschedulable() != null && part.unschedulable() > 0) {
        waiting.put(part.cluster(), part.unschedulable());
      }
    }
    return waiting;
  }

  /// Pods of an object that hold no room in the member that made them.
  int waiting(ObjectRef object, String cluster) {
    Late known = late.get(object);
    return known == null ? 0 : known.waiting.getOrDefault(cluster, 0);
  }

  /// Pods that a member has made and that have room in it, as far as is known.
  static int settled(ClusterPart part) {
    if (part.replicas() != null && part.unschedulable() != null) {
      return Math.max(0, part.replicas() - part.unschedulable());
    }
    return part.ready() == null ? 0 : part.ready();
  }

  /// How long until one of the object's members is overdue, or until it is worth another look when
  /// one is already; empty when none is late.
  Optional<Duration> untilOverdue(ObjectRef object, Instant now) {
    Late known = late.get(object);
    if (known == null) {
      return Optional.empty();
    }
    Duration patience = patience(object);
    return known.since.values().stream()
        .map(since -> Duration.between(now, since.plus(patience)))
        .map(wait -> wait.isPositive() ? wait : patience.plusMillis(1))
        .min(Comparator.naturalOrder());
  }

  /// Takes over how long the object's policy wants to wait.
  void wait(ObjectRef object, OptionalInt seconds) {
    if (seconds.isPresent()) {
      patiences.put(object, Duration.ofSeconds(seconds.getAsInt()));
    } else {
      patiences.remove(object);
    }
  }

  private Duration patience(ObjectRef object) {
    Duration first = patiences.getOrDefault(object, patience);
    Late now = late.get(object);
    return now == null ? first : first.multipliedBy(1L << Math.min(now.moves, MAX_DOUBLINGS));
  }

  boolean isOverdue(ObjectRef object, String cluster, Instant now) {
    Late known = late.get(object);
    Instant since = known == null ? null : known.since.get(cluster);
    return since != null && !since.plus(patience(object)).isAfter(now);
  }

  /// Replicas were taken away from members that were overdue.
  void moved(ObjectRef object, Set<String> from) {
    late.computeIfPresent(
        object,
        (_, known) -> {
          Map<String, Instant> since = new HashMap<>(known.since);
          since.keySet().removeAll(from);
          return new Late(since, known.waiting, known.moves + 1);
        });
  }

  void forget(ObjectRef object) {
    late.remove(object);
    patiences.remove(object);
  }
}
