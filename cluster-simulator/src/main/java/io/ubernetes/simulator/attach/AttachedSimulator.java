package io.ubernetes.simulator.attach;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Parts;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.client.WriteOptions;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.behaviour.SimulatedNode;
import io.ubernetes.simulator.behaviour.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Plays nodes, pod scheduling and pod readiness on a real API server that has controllers but no
/// nodes. The nodes stay when it ends; their pods then no longer start or stop. Thread-safe.
public final class AttachedSimulator implements AutoCloseable {
  private final Config config;
  private final InstantSource clock = InstantSource.system();
  private final Parts parts = new Parts();
  private final ApiClient client;

  /// The names of the nodes that are played. Grows and shrinks as the caller says.
  private final Set<String> nodes = ConcurrentHashMap.newKeySet();

  /// What to play, and where.
  ///
  /// @param kubeconfig of an administrator of the cluster
  /// @param nodes how many nodes there are to be, named `node-1` and on
  /// @param readyDelay from the time a pod has a node until it is ready
  public record Config(Path kubeconfig, int nodes, NodeShape shape, Duration readyDelay) {}

  private AttachedSimulator(Config config, ClientFactory clients, ApiClient client) {
    this.config = config;
    this.client = client;
    parts.add(clients);
    parts.add(client);
  }

  /// Returns when the nodes are there and pods are being placed.
  ///
  /// @throws IllegalArgumentException when the kubeconfig is not usable
  /// @throws ApiClientException when the server does not answer or refuses
  public static AttachedSimulator start(Config config) {
    ClientFactory clients = new ClientFactory();
    ApiClient client;
    try {
      client = clients.fromKubeconfig(config.kubeconfig());
    } catch (RuntimeException failure) {
      clients.close();
      throw failure;
    }
    AttachedSimulator simulator = new AttachedSimulator(config, clients, client);
    try {
      simulator.assemble();
      return simulator;
    } catch (RuntimeException failure) {
      simulator.close();
      throw failure;
    }
  }

  private void assemble() {
    for (int number = 1; number <= config.nodes(); number++) {
      nodes.add(ensureNode(number, config.shape()));
    }
    Heartbeats heartbeats = parts.add(new Heartbeats(client, nodes, clock));
    heartbeats.start();
    RemoteApi api = parts.add(new RemoteApi(client));
    Simulation simulation =
        parts.add(
            new Simulation(
                config.kubeconfig().getFileName().toString(),
                api,
                Simulation.Surroundings.REAL_CONTROLLERS,
                config.readyDelay(),
                clock));
    simulation.start();
  }

  /// Adds a node. Used by one thread at a time.
  ///
  /// @return its name
  public String addNode(NodeShape shape) {
    int number = 1;
    while (nodes.contains(name(number))) {
      number++;
    }
    String name = ensureNode(number, shape);
    nodes.add(name);
    return name;
  }

  /// Takes a node away, and with it its pods, as who takes a machine out of a cluster does.
  ///
  /// @throws IllegalArgumentException when it is none of those that are played
  public void removeNode(String name) {
    if (!nodes.remove(name)) {
      throw new IllegalArgumentException("no such node is played: " + name);
    }
    var _ = client.delete(ApiResources.NODES, NamespacedName.clusterScoped(name));
    ListOptions onNode = ListOptions.ALL.withFieldSelector("spec.nodeName=" + name);
    for (ApiObject pod : client.list(ApiResources.PODS, onNode).items()) {
      DeleteOptions now = DeleteOptions.BACKGROUND.withUid(pod.uid()).withGracePeriodSeconds(0L);
      try {
        var _ = client.delete(ApiResources.PODS, pod.key(), now);
      } catch (ApiClientException refused) {
        if (!refused.isConflict()) { // another pod stands in its place
          throw refused;
        }
      }
    }
  }

  /// The names of the nodes that are played.
  public Set<String> nodes() {
    return Set.copyOf(nodes);
  }

  private static String name(int number) {
    return "node-" + number;
  }

  /// A node that is there is made ready again, in the size that is asked for now.
  private String ensureNode(int number, NodeShape shape) {
    SimulatedNode node =
        new SimulatedNode(
            name(number),
            number,
            shape.room(),
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

  @Override
  public void close() {
    parts.close();
  }
}
