package io.ubernetes.simulator.behaviour;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which node a pod goes to. A pure function: same cluster, same pod, same answer.
///
/// A node must be ready, not cordoned, have the labels that the pod selects, no taint that the pod
/// does not tolerate, and room for the pod's requests. Of those that are left the one with the
/// largest share of free room wins (Kubernetes' LeastAllocated), of several the first by name.
sealed interface NodeChoice {

  record Chosen(String node) implements NodeChoice {}

  /// @param message in the form of Kubernetes' scheduler
  record Nowhere(String message) implements NodeChoice {}

  static NodeChoice of(PodView pod, ClusterModel cluster) {
    NodeView best = null;
    double bestShare = -1;
    Map<String, Integer> reasons = new TreeMap<>();
    for (NodeView node : cluster.nodes()) {
      Room taken = cluster.taken(node.name());
      String reason = obstacle(pod, node, taken);
      if (!reason.isEmpty()) {
        reasons.merge(reason, 1, Integer::sum);
        continue;
      }
      double share = freeShare(node.allocatable(), taken.plus(pod.requests()));
      if (share > bestShare) {
        best = node;
        bestShare = share;
      }
    }
    return best != null ? new Chosen(best.name()) : nowhere(cluster.nodes().size(), reasons);
  }

  /// Why the node cannot take the pod; empty when it can.
  private static String obstacle(PodView pod, NodeView node, Room taken) {
    if (node.cordoned()) {
      return "node(s) were unschedulable";
    }
    if (!node.ready()) {
      return "node(s) were not ready";
    }
    for (Taint taint : node.taints()) {
      if (taint.repels() && !taint.toleratedBy(pod.tolerations())) {
        return "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}";
      }
    }
    if (!node.labels().entrySet().containsAll(pod.nodeSelector().entrySet())) {
      return "node(s) didn't match Pod's node affinity/selector";
    }
    return shortage(node.allocatable().minus(taken).minus(pod.requests()), pod.requests());
  }

  /// A resource that the pod does not ask for cannot be too short for it.
  private static String shortage(Room left, Room asked) {
    if (left.pods() < 0) {
      return "Too many pods";
    }
    if (left.cpuMillis() < 0 && asked.cpuMillis() > 0) {
      return "Insufficient cpu";
    }
    return left.memoryBytes() < 0 && asked.memoryBytes() > 0 ? "Insufficient memory" : "";
  }

  private static double freeShare(Room allocatable, Room taken) {
    Room left = allocatable.minus(taken);
    return share(left.cpuMillis(), allocatable.cpuMillis())
        + share(left.memoryBytes(), allocatable.memoryBytes())
        + share(left.pods(), allocatable.pods());
  }

  private static double share(long part, long whole) {
    return whole <= 0 ? 0 : Math.max(0, (double) part / whole);
  }

  private static NodeChoice nowhere(int nodes, Map<String, Integer> reasons) {
    if (nodes == 0) {
      return new Nowhere("no nodes available to schedule pods");
    }
    String counts =
        reasons.entrySet().stream()
            .map(reason -> reason.getValue() + " " + reason.getKey())
            .collect(Collectors.joining(", "));
    return new Nowhere("0/" + nodes + " nodes are available: " + counts + ".");
  }
}
