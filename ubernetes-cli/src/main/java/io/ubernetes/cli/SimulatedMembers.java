package io.ubernetes.cli;

import io.ubernetes.cli.join.JoinException;
import io.ubernetes.cli.join.JoinRequest;
import io.ubernetes.cli.join.Joiner;
import io.ubernetes.cli.join.MemberTraits;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.simulator.ClusterSpec;
import io.ubernetes.simulator.SimulatedCluster;
import io.ubernetes.simulator.Simulator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Simulated clusters that are members of the federation of this process.
final class SimulatedMembers implements AutoCloseable {

  private final Simulator simulator;
  private final List<ClusterSpec> specs;

  private SimulatedMembers(Simulator simulator, List<ClusterSpec> specs) {
    this.simulator = simulator;
    this.specs = specs;
  }

  /// Returns when the clusters answer.
  ///
  /// @throws IOException in one line why they cannot run here
  static SimulatedMembers start(Simulator.Config config) throws IOException {
    return new SimulatedMembers(Simulator.start(config), config.clusters());
  }

  /// Joins all of them as `ubernetes join` does, at the same time, and tells of each.
  void join(AllInOne federation) {
    Joiner joiner = new Joiner(federation.clients(), federation.admin());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ClusterSpec spec : specs) {
        threads.execute(() -> join(joiner, spec));
      }
    }
  }

  private void join(Joiner joiner, ClusterSpec spec) {
    SimulatedCluster cluster = simulator.cluster(spec.name());
    MemberTraits traits =
        new MemberTraits("simulated", spec.region(), spec.zone(), Map.of(), List.of());
    try {
      Joiner.Joined joined =
          joiner.join(
              new JoinRequest(spec.name(), Kubeconfigs.read(cluster.kubeconfig(), ""), traits));
      System.out.println("Joined " + joined.name() + ": " + joined.server());
    } catch (JoinException e) {
      System.err.println("ubernetes: " + spec.name() + " could not join: " + Failures.oneLine(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    simulator.close();
  }
}
