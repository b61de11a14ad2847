package io.ubernetes.cli;

import io.ubernetes.cli.demo.Sample;
import io.ubernetes.cli.demo.Show;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.simulator.ClusterSpec;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.Simulator;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ubernetes demo`: the main job, to be watched.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a federation with three simulated members and divides a ReplicaSet over them.",
      "Everything is in a temporary directory, which is deleted at the end (Ctrl-C)."
    })
final class DemoCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /// Unequal, so that the division shows.
  private static final List<ClusterSpec> MEMBERS =
      List.of(
          ClusterSpec.of("berlin", 1, NodeShape.DEFAULT).in("europe", "europe-a"),
          ClusterSpec.of("oregon", 4, NodeShape.DEFAULT).in("america", "america-a"),
          ClusterSpec.of("tokyo", 2, NodeShape.DEFAULT).in("asia", "asia-a"));

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "HTTPS port of the federation; by default any free one.")
  private int port;

  @Override
  public Integer call() throws Exception {
    LogConfiguration.quiet();
    Path directory = Files.createTempDirectory("ubernetes-demo-");
    try (Foreground foreground = Foreground.enter()) {
      try {
        run(foreground, directory);
      } finally {
        Directories.delete(directory);
      }
    }
    return 0;
  }

  private void run(Foreground foreground, Path directory) throws IOException, InterruptedException {
    FederationServer.Config server =
        new FederationServer.Config(directory, "127.0.0.1", port, List.of());
    Simulator.Config simulator =
        new Simulator.Config(directory, MEMBERS, Simulator.Config.DEFAULT_READY_DELAY);
    try (AllInOne federation = AllInOne.start(server)) {
      System.out.println("Ubernetes is ready: " + federation.url());
      SimulatedMembers members = federation.simulate(simulator);
      federation.work();
      members.join(federation);
      System.out.println("Waiting for the members to report their free room ...");
      if (!awaitReady(foreground, federation)) {
        return;
      }
      ApiObject sample = Sample.replicaSet();
      var _ = federation.admin().create(ApiResources.REPLICA_SETS, sample);
      explain(federation, sample);
      watch(foreground, federation, sample);
      System.out.println("Cleaning up ...");
    }
  }

  /// The division shows only when all members can be used.
  ///
  /// @return false when the demo was told to stop before
  private static boolean awaitReady(Foreground foreground, AllInOne federation)
      throws InterruptedException {
    while (!foreground.isToldToStop()) {
      long ready =
          federation.admin().list(ApiResources.CLUSTERS).items().stream()
              .filter(cluster -> Federation.status(cluster, ClusterStatus.class).isReady())
              .count();
      if (ready == MEMBERS.size()) {
        return true;
      }
      foreground.await(BETWEEN_LOOKS);
    }
    return false;
  }

  private static void explain(AllInOne federation, ApiObject sample) {
    System.out.printf(
        """
        Created the ReplicaSet %s with 5 replicas. To reach the federation from another terminal:

          export KUBECONFIG=%s
          kubectl get rs,clusters,placements
          kubectl scale rs %s --replicas 20

        Ctrl-C ends the demo.

        """,
        sample.name(), federation.adminKubeconfig(), sample.name());
  }

  private static void watch(Foreground foreground, AllInOne federation, ApiObject sample)
      throws InterruptedException {
    boolean isTerminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    Show.Surface surface = isTerminal ? Show.Surface.TERMINAL : Show.Surface.PLAIN;
    Show show = new Show(System.out, surface, federation.admin(), sample.key());
    while (!foreground.isToldToStop()) {
      try {
        var _ = show.refresh();
      } catch (ApiClientException e) {
        LOG.info("the federation was not read: {}", e.getMessage());
      }
      foreground.await(BETWEEN_LOOKS);
    }
  }
}
