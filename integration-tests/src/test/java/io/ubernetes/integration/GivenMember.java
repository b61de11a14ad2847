package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.attach.AttachedSimulator;
import io.ubernetes.simulator.behaviour.SimulatedNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A real Kubernetes cluster that a kubeconfig stands for. It is as it was found when this is
/// closed.
///
/// One that has no nodes (an API server with its controllers, and nothing else) gets played ones of
/// the size that a test asks for; one that has its own keeps them, and tests that count on its room
/// are skipped. One of this machine is reached through a [Gate], so that it can be out of reach;
/// for any other, tests that need this are skipped.
final class GivenMember implements TestMember {

  private static final Duration READY_DELAY = Duration.ofMillis(200);
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Path given;
  private final Path kubeconfig;
  private final ApiClient client;
  private final List<String> order = new ArrayList<>();
  private @Nullable Gate gate;
  private @Nullable AttachedSimulator nodes;

  /// @param client of its administrator, not through the gate; closed with this
  /// @param folder where the kubeconfig may be written that leads through the gate
  GivenMember(String name, Path given, ApiClient client, Path folder) throws IOException {
    this.given = given;
    this.client = client;
    ObjectNode config = (ObjectNode) YAML.readTree(given.toFile());
    URI server = server(config);
    if (LOOPBACK.contains(server.getHost())) {
      gate = new Gate(server.getHost(), server.getPort());
      String through = "https://" + server.getHost() + ":" + gate.port();
      for (JsonNode cluster : config.path("clusters")) {
        ((ObjectNode) cluster.path("cluster")).put("server", through);
      }
      kubeconfig = folder.resolve(name + ".kubeconfig");
      Files.writeString(kubeconfig, YAML.writeValueAsString(config));
    } else {
      kubeconfig = given;
    }
  }

  private static URI server(ObjectNode config) {
    return URI.create(config.path("clusters").path(0).path("cluster").path("server").asString());
  }

  ApiClient client() {
    return client;
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// Gives it one node of this size, unless it has nodes of its own.
  ///
  /// @return whether it has this node now, and no other
  boolean playOneNode(NodeShape shape) {
    for (ApiObject node : client.list(ApiResources.NODES).items()) {
      if (!node.labels().containsKey(SimulatedNode.LABEL)) {
        return false;
      }
      remove(node.name()); // of a run that did not end in order
    }
    AttachedSimulator played =
        AttachedSimulator.start(new AttachedSimulator.Config(given, 1, shape, READY_DELAY));
    nodes = played;
    order.addAll(new TreeSet<>(played.nodes()));
    return true;
  }

  private void remove(String node) {
    NamespacedName key = NamespacedName.clusterScoped(node);
    var _ = client.delete(ApiResources.NODES, key);
    awaiting("node " + node + " is gone")
        .until(() -> client.get(ApiResources.NODES, key).isEmpty());
  }

  @Override
  public void stop() {
    gate().shut();
  }

  @Override
  public void start() {
    gate().open();
  }

  private Gate gate() {
    Assumptions.assumeTrue(
        gate != null,
        "skipped: only a member of this machine can be put out of reach, not " + given);
    return Objects.requireNonNull(gate);
  }

  @Override
  public void addNode(NodeShape shape) {
    order.add(nodes().addNode(shape));
  }

  @Override
  public void removeFirstNode() {
    nodes().removeNode(order.removeFirst());
  }

  private AttachedSimulator nodes() {
    Assumptions.assumeTrue(nodes != null, "skipped: the nodes of " + given + " are its own");
    return Objects.requireNonNull(nodes);
  }

  /// Whatever a test has left undone: it is within reach.
  void reach() {
    if (gate != null) {
      gate.open();
    }
  }

  @Override
  public void close() {
    if (nodes != null) {
      List.copyOf(order).forEach(nodes::removeNode);
      nodes.close();
    }
    if (gate != null) {
      gate.close();
    }
    client.close();
  }
}
