package io.ubernetes.simulator.behaviour;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which pods of a ReplicaSet go first when there are too many, in the order that Kubernetes
/// documents for ReplicaSets: without a node, not running, not ready, of lower deletion cost, on
/// the node with more of them, ready for less time, created later. A pure function.
final class Victims {

  private Victims() {}

  static List<PodView> choose(Collection<PodView> pods, int count) {
    Map<String, Integer> onNode = new HashMap<>();
    pods.forEach(pod -> onNode.merge(pod.node(), 1, Integer::sum));
    Comparator<PodView> order =
        Comparator.comparing((PodView pod) -> !pod.node().isEmpty())
            .thenComparing(PodView::running)
            .thenComparing(PodView::ready)
            .thenComparingLong(PodView::deletionCost)
            .thenComparingInt(pod -> -onNode.getOrDefault(pod.node(), 0))
            .thenComparing(PodView::readySince, Comparator.reverseOrder())
            .thenComparing(PodView::created, Comparator.reverseOrder())
            .thenComparing(PodView::key);
    return pods.stream().sorted(order).limit(count).toList();
  }
}
