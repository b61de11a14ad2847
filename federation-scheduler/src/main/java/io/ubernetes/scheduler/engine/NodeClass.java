package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.ClusterStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Nodes of a member that are alike to those who choose nodes. Immutable.
///
/// @param labels that all of them have
/// @param taints that all of them have
/// @param untold keys of labels that differ from node to node, so that a class has no value
public record NodeClass(Map<String, String> labels, List<Taint> taints, Set<String> untold) {

  /// Of members that do not tell their nodes apart: they count for everybody. No label has that
  /// key.
  public static final NodeClass ANY = new NodeClass(Map.of(), List.of(), Set.of("*"));

  static NodeClass of(ClusterStatus.NodeRoom nodes, ClusterStatus.NodeClass told) {
    Map<String, String> labels = new HashMap<>(nodes.labels());
    labels.putAll(told.labels());
    return new NodeClass(labels, told.taints(), Set.copyOf(nodes.untoldLabels()));
  }

  public NodeClass {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    untold = Set.copyOf(untold);
  }
}
