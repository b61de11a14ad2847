package io.ubernetes.scheduler.engine;

import java.util.List;
import java.util.Map;

/// Everything that a decision depends on. Immutable; the order of the clusters does not matter.
///
/// @param clusters all members of the federation, their free room without what is reserved for
///   other objects (see [FreeRoom#minus])
/// @param holdings what members have of the object already, by name; absent is nothing. For kinds
///   without replicas the keys say where the object is now.
public record DecisionRequest(
    Workload workload,
    PolicyBinding binding,
    List<MemberCluster> clusters,
    Map<String, Holding> holdings) {

  public DecisionRequest {
    clusters = List.copyOf(clusters);
    holdings = Map.copyOf(holdings);
  }

  Holding holding(String cluster) {
    return holdings.getOrDefault(cluster, Holding.NOTHING);
  }
}
