package io.ubernetes.simulator.attach;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.client.WriteOptions;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.behaviour.SimulatedNode;
import io.ubernetes.simulator.behaviour.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays nodes, pod scheduling and pod readiness on a real API server that has controllers but no
/// nodes. The nodes stay when it ends; their pods then no longer start or stop. Thread-safe.
public final class AttachedSimulator implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AttachedSimulator.class);

  private final Config config;
  private final InstantSource clock = InstantSource.system();
  private final List<AutoCloseable> parts = new ArrayList<>();

  /// What to play, and where.
  ///
  /// @param kubeconfig of an administrator of the cluster
  /// @param nodes how many nodes there are to be, named `node-1` and on
  /// @param readyDelay from the time a pod has a node until it is ready
  public record Config(Path kubeconfig, int nodes, NodeShape shape, Duration readyDelay) {}

  private AttachedSimulator(Config config) {
    this.config = config;
  }

  /// Returns when the nodes are there and pods are being placed.
  ///
  /// @throws IllegalArgumentException when the kubeconfig is not usable
  /// @throws ApiClientException when the server does not answer or refuses
  public static AttachedSimulator start(Config config) {
    AttachedSimulator simulator = new AttachedSimulator(config);
    try {
      simulator.assemble();
      return simulator;
    } catch (RuntimeException failure) {
      simulator.close();
      throw failure;
    }
  }

  private void assemble() {
    ClientFactory clients = own(new ClientFactory());
    ApiClient client = own(clients.fromKubeconfig(config.kubeconfig()));
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= config.nodes(); i++) {
      names.add(ensureNode(client, i));
    }
    Heartbeats heartbeats = own(new Heartbeats(client, names, clock));
    heartbeats.start();
    RemoteApi api = own(new RemoteApi(client));
    Simulation simulation =
        own(
            new Simulation(
                config.kubeconfig().getFileName().toString(),
                api,
                Simulation.Surroundings.REAL_CONTROLLERS,
                config.readyDelay(),
                clock));
    simulation.start();
  }

  /// A node that is there is made ready again, in the size that is asked for now.
  private String ensureNode(ApiClient client, int number) {
    SimulatedNode node =
        new SimulatedNode(
            "node-" + number,
            number,
            config.shape().room(),
            Map.of(
                "topology.kubernetes.io/region",
                "local",
                "topology.kubernetes.io/zone",
                "local-a"));
    NamespacedName key = NamespacedName.clusterScoped(node.name());
    if (client.get(ApiResources.NODES, key).isEmpty()) {
      var _ = client.create(ApiResources.NODES, node.object());
    }
    var _ =
        client.patch(
            ApiResources.NODES,
            key,
            new Patch.Merge(node.readyStatus(clock.instant())),
            WriteOptions.STATUS);
    return node.name();
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception failure) {
        LOG.warn("{} did not close in order", part.getClass().getSimpleName(), failure);
      }
    }
    parts.clear();
  }
}
