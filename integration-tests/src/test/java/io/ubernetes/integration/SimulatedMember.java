package io.ubernetes.integration;

import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Path;

/// A member that is simulated altogether. Closed by its simulator.
record SimulatedMember(SimulatedCluster cluster) implements TestMember {

  @Override
  public Path kubeconfig() {
    return cluster.kubeconfig();
  }

  @Override
  public void stop() {
    cluster.stop();
  }

  @Override
  public void start() throws IOException {
    cluster.start();
  }

  @Override
  public void addNode(NodeShape shape) {
    var _ = cluster.nodes().add(shape);
  }

  @Override
  public void removeFirstNode() {
    cluster.nodes().remove(cluster.nodes().names().getFirst());
  }

  @Override
  public void close() {}
}
