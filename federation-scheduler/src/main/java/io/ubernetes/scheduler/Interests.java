package io.ubernetes.scheduler;

import io.ubernetes.scheduler.engine.MemberCluster;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Rebalance;
import io.ubernetes.scheduler.engine.Rules;
import io.ubernetes.scheduler.engine.Workload;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the last decision on each object depends on, so that a change in the world leads to the few
/// objects that it may concern.
///
/// Not thread-safe; owned by the [Decider].
final class Interests {

  private final Map<ObjectRef, Interest> interests = new HashMap<>();
  private final ObjectIndex<String> byCluster = new ObjectIndex<>();
  private final ObjectIndex<Concern> byConcern = new ObjectIndex<>();

  /// Why an object may have to be looked at again.
  enum Concern {
    /// Not all of it has found a place: any room that opens up matters.
    ROOM,
    /// What runs may move: any change of room matters.
    BALANCE,
    /// A policy, an annotation or the kind itself names clusters: any cluster that can be used anew
    /// matters.
    CLUSTERS
  }

  static Set<Concern> concerns(Workload workload, Rules rules, Outcome.Placed placed) {
    Set<Concern> concerns = EnumSet.noneOf(Concern.class);
    if (placed.isShort()) {
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

  private record Interest(Set<String> clusters, Set<Concern> concerns, Rules rules) {}

  /// @param rules by which the object was decided on
  void put(ObjectRef object, Set<String> clusters, Set<Concern> concerns, Rules rules) {
    remove(object);
    interests.put(object, new Interest(Set.copyOf(clusters), Set.copyOf(concerns), rules));
    clusters.forEach(cluster -> byCluster.insert(cluster, object));
    concerns.forEach(concern -> byConcern.insert(concern, object));
  }

  void remove(ObjectRef object) {
    Interest before = interests.remove(object);
    if (before != null) {
      before.clusters.forEach(cluster -> byCluster.delete(cluster, object));
      before.concerns.forEach(concern -> byConcern.delete(concern, object));
    }
  }

  /// The objects that have replicas in the member.
  Set<ObjectRef> placedIn(String cluster) {
    return Set.copyOf(byCluster.get(cluster));
  }

  Set<ObjectRef> with(Concern concern) {
    return Set.copyOf(byConcern.get(concern));
  }

  /// The objects of a concern whose rules could ever let them into one of the members. Objects of
  /// one policy share its rules, so there are few to ask.
  Set<ObjectRef> with(Concern concern, List<MemberCluster> members) {
    IdentityHashMap<Rules, Boolean> asked = new IdentityHashMap<>();
    Set<ObjectRef> found = new HashSet<>();
    for (ObjectRef object : byConcern.get(concern)) {
      Interest interest = interests.get(object);
      if (interest != null
          && asked.computeIfAbsent(
              interest.rules, rules -> members.stream().anyMatch(rules::admit))) {
        found.add(object);
      }
    }
    return found;
  }
}
