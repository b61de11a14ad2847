package io.ubernetes.scheduler.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Everything that a decision depends on. Immutable; the order of the clusters does not matter.
///
/// @param clusters all members of the federation, their free room without what is reserved for
///   other objects (see [FreeRoom#minus])
/// @param holdings what members have of the object already, by name; absent is nothing. For kinds
///   without replicas the keys say where the object is now.
/// @param peers the other objects that are placed
/// @param priority how important the object is
/// @param occupants the other objects that could make way for it
public record DecisionRequest(
    Workload workload,
    PolicyBinding binding,
    List<MemberCluster> clusters,
    Map<String, Holding> holdings,
    Peers peers,
    Allowance allowance,
    Priority priority,
    Occupants occupants) {

  public DecisionRequest {
    clusters = byName(clusters);
    holdings = Map.copyOf(holdings);
  }

  /// Where all objects are equally important.
  public DecisionRequest(
      Workload workload,
      PolicyBinding binding,
      List<MemberCluster> clusters,
      Map<String, Holding> holdings,
      Peers peers,
      Allowance allowance) {
    this(workload, binding, clusters, holdings, peers, allowance, Priority.NONE, Occupants.NONE);
  }

  /// Where no other objects matter and everything is allowed.
  public DecisionRequest(
      Workload workload,
      PolicyBinding binding,
      List<MemberCluster> clusters,
      Map<String, Holding> holdings) {
    this(workload, binding, clusters, holdings, Peers.NONE, Allowance.UNLIMITED);
  }

  /// The same, of another importance.
  public DecisionRequest with(Priority other, Occupants others) {
    return new DecisionRequest(
        workload, binding, clusters, holdings, peers, allowance, other, others);
  }

  private static List<MemberCluster> byName(List<MemberCluster> clusters) {
    for (int i = 1; i < clusters.size(); i++) {
      if (clusters.get(i - 1).name().compareTo(clusters.get(i).name()) > 0) {
        List<MemberCluster> sorted = new ArrayList<>(clusters);
        sorted.sort(Comparator.comparing(MemberCluster::name));
        return List.copyOf(sorted);
      }
    }
    return List.copyOf(clusters);
  }

  Holding holding(String cluster) {
    return holdings.getOrDefault(cluster, Holding.NOTHING);
  }
}
