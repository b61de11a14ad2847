package io.ubernetes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests that have a simulated cluster of their own each, and its administrator's client.
abstract class OnASimulatedCluster {

  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final NamespacedName WEB = new NamespacedName("default", "web");

  @TempDir Path directory;

  final ClientFactory clients = new ClientFactory();
  Simulator simulator;
  ApiClient client;

  private final int nodes;
  private final NodeShape shape;
  private final Duration readyDelay;

  /// @param shape of each node
  OnASimulatedCluster(int nodes, NodeShape shape, Duration readyDelay) {
    this.nodes = nodes;
    this.shape = shape;
    this.readyDelay = readyDelay;
  }

  /// Starts the cluster on what the directory holds.
  @BeforeEach
  void start() throws IOException {
    simulator = Simulator.start(Simulator.Config.of(directory, 1, nodes, shape, readyDelay, 0));
    client = clients.fromKubeconfig(cluster().kubeconfig());
  }

  @AfterEach
  void stop() {
    client.close();
    clients.close();
    simulator.close();
  }

  SimulatedCluster cluster() {
    return simulator.cluster("member-1");
  }

  void awaitReady(int replicas) {
    awaitReady(WEB, replicas);
  }

  void awaitReady(NamespacedName replicaSet, int replicas) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          ApiObject now = client.get(ApiResources.REPLICA_SETS, replicaSet).orElseThrow();
          assertThat(Json.number(now.json(), 0, "status", "readyReplicas"))
              .as("%s", now.json())
              .isEqualTo(replicas);
        });
  }
}
