package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.LeftClusters;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.scheduler.engine.Holding;
import io.ubernetes.scheduler.engine.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A Placement as decisions need it: what was decided last, and what became of it.
///
/// @param parts the status of each member's part, by member
record Current(PlacementSpec spec, PlacementStatus status, Map<String, ClusterPart> parts) {

  static final Current NONE = of(Optional.empty());

  static Current of(Optional<ApiObject> placement) {
    ApiObject object = placement.orElseGet(() -> ApiObject.of(Federation.PLACEMENT, "", ""));
    return of(
        Federation.spec(object, PlacementSpec.class),
        Federation.status(object, PlacementStatus.class));
  }

  static Current of(PlacementSpec spec, PlacementStatus status) {
    Map<String, ClusterPart> parts = new HashMap<>();
    status.clusters().forEach(part -> parts.put(part.cluster(), part));
    return new Current(spec, status, parts);
  }

  Optional<ClusterPart> part(String cluster) {
    return Optional.ofNullable(parts.get(cluster));
  }

  int made(String cluster) {
    return part(cluster).map(ClusterPart::replicas).orElse(0);
  }

  int settled(String cluster) {
    return part(cluster).map(Lateness::settled).orElse(0);
  }

  /// Members that shall have a part, or still have one.
  Set<String> clusters() {
    Set<String> clusters = new HashSet<>();
    spec.destClusters().forEach(destination -> clusters.add(destination.cluster()));
    clusters.addAll(parts.keySet());
    return clusters;
  }

  /// -1 where it has none.
  int ordinalsStart(String cluster) {
    for (DestCluster destination : spec.destClusters()) {
      if (destination.cluster().equals(cluster) && destination.ordinalsStart() != null) {
        return destination.ordinalsStart();
      }
    }
    return -1;
  }

  /// What was said of who made way for whom in a member.
  Holding.Displaced displaced(String cluster) {
    for (ClusterDecision decision : spec.decisions()) {
      if (decision.cluster().equals(cluster) && decision.message() != null) {
        return Outcome.displaced(decision.reason(), decision.message());
      }
    }
    for (LeftClusters left : spec.leftClusters()) {
      if (left.message() != null && left.clusters().contains(cluster)) {
        return Outcome.displaced(left.reason(), left.message());
      }
    }
    return Holding.Displaced.NOBODY;
  }

  Map<String, Integer> assigned() {
    return assigned(spec);
  }

  static Map<String, Integer> assigned(PlacementSpec spec) {
    Map<String, Integer> assigned = new HashMap<>();
    for (DestCluster destination : spec.destClusters()) {
      int replicas = destination.replicas() == null ? 0 : destination.replicas();
      assigned.put(destination.cluster(), replicas);
    }
    return assigned;
  }
}
