package io.ubernetes.cli;

import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.SimulatedCluster;
import io.ubernetes.simulator.Simulator;
import io.ubernetes.simulator.attach.AttachedSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ubernetes simulator`: clusters to try a federation with.
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = {
      "Runs simulated Kubernetes clusters in the foreground, to be joined to a federation.",
      "Each has an HTTPS API of its own; what they hold is in the data directory and survives a"
          + " restart.",
      "With --attach it plays the nodes of a real Kubernetes API server that has none: it places"
          + " pods on them and makes them ready."
    })
final class SimulatorCommand implements Callable<Integer> {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Gets members/NAME.kubeconfig for each cluster, and what the clusters hold.")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--attach",
      paramLabel = "KUBECONFIG",
      description = "Kubeconfig of an administrator of the API server to play the nodes of.")
  private @Nullable Path attach;

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
    if ((attach == null) == (dataDirectory == null)) {
      throw new UsageException("either --data-dir or --attach must be given");
    }
    if (attach != null) {
      play(attach);
    } else if (dataDirectory != null) {
      run(config(dataDirectory, clusters, nodes, basePort));
    }
    return 0;
  }

  private static void run(Simulator.Config config) throws IOException, InterruptedException {
    try (Foreground foreground = Foreground.enter();
        Simulator simulator = Simulator.start(config)) {
      for (SimulatedCluster cluster : simulator.clusters()) {
        System.out.println(
            cluster.name() + " is ready: " + cluster.url() + " " + cluster.kubeconfig());
      }
      foreground.await();
    }
  }

  private void play(Path kubeconfig) throws InterruptedException {
    String server = Kubeconfigs.read(kubeconfig, "").server();
    AttachedSimulator.Config config =
        new AttachedSimulator.Config(
            kubeconfig, nodes, NodeShape.DEFAULT, Simulator.Config.DEFAULT_READY_DELAY);
    try (Foreground foreground = Foreground.enter();
        AttachedSimulator _ = AttachedSimulator.start(config)) {
      System.out.println("Playing " + nodes + " nodes of " + server);
      foreground.await();
    }
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
