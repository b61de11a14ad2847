package io.ubernetes.simulator;

import java.util.Collections;
import java.util.List;

/// A cluster to be simulated. Immutable.
///
/// @param nodes one shape for each node that it begins with; a cluster that was there before keeps
///   the nodes that it had
/// @param port 0 for any free one, which the cluster then keeps
public record ClusterSpec(
    String name, List<NodeShape> nodes, String region, String zone, int port) {

  public ClusterSpec {
    nodes = List.copyOf(nodes);
    var problems = io.ubernetes.model.Names.dns1123Subdomain(name);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("no name for a cluster: " + name);
    }
  }

  /// A cluster of equal nodes.
  public static ClusterSpec of(String name, int nodes, NodeShape shape) {
    return new ClusterSpec(name, Collections.nCopies(nodes, shape), "local", "local-a", 0);
  }

  public ClusterSpec withNodes(List<NodeShape> shapes) {
    return new ClusterSpec(name, shapes, region, zone, port);
  }

  public ClusterSpec in(String newRegion, String newZone) {
    return new ClusterSpec(name, nodes, newRegion, newZone, port);
  }

  public ClusterSpec atPort(int newPort) {
    return new ClusterSpec(name, nodes, region, zone, newPort);
  }
}
