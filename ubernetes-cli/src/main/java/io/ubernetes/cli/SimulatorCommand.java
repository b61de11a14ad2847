package io.ubernetes.cli;

import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.Simulator;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ubernetes simulator`: clusters to try a federation with.
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = {
      "Runs simulated Kubernetes clusters in the foreground, to be joined to a federation.",
      "Each has an HTTPS API of its own; what they hold is in the data directory and survives a"
          + " restart."
    })
final class SimulatorCommand implements Callable<Integer> {

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Gets members/NAME.kubeconfig for each cluster, and what the clusters hold.")
  private Path dataDirectory = Path.of("");

  @Option(
      names = "--clusters",
      defaultValue = "3",
      paramLabel = "N",
      description = "How many clusters: member-1 to member-N (${DEFAULT-VALUE}).")
  private int clusters;

  @Option(
      names = "--nodes",
      defaultValue = "3",
      paramLabel = "M",
      description = "Nodes of each (${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--base-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description =
          "Port of the first, the others follow; 0 takes any free ones at first and keeps them.")
  private int basePort;

  @Override
  public Integer call() throws Exception {
    Simulator.Config config = config(dataDirectory, clusters, nodes, basePort);
    try (Foreground foreground = Foreground.enter();
        Simulator simulator = Simulator.start(config)) {
      simulator
          .clusters()
          .forEach(cluster ->
              System.out.println(
                  cluster.name() + " is ready: " + cluster.url() + " " + cluster.kubeconfig()));
      foreground.await();
    }
    return 0;
  }

  static Simulator.Config config(Path dataDirectory, int clusters, int nodes, int basePort) {
    if (clusters < 1 || nodes < 0) {
      throw new UsageException(
          "there must be at least one cluster, and no negative number of nodes");
    }
    if (basePort < 0 || basePort + clusters > 65536) {
      throw new UsageException("the ports must be between 1 and 65535");
    }
    return Simulator.Config.of(
        dataDirectory,
        clusters,
        nodes,
        NodeShape.DEFAULT,
        Simulator.Config.DEFAULT_READY_DELAY,
        basePort);
  }
}
