package io.ubernetes.simulator.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.simulator.NodeShape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Needs a real API server with kube-controller-manager and without nodes; its kubeconfig is named
/// by the environment variable `UBERNETES_REAL_MEMBER`.
class AttachedSimulatorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void aRealClustersPodsAreScheduledBecomeReadyAndEnd() {
    String kubeconfig = System.getenv("UBERNETES_REAL_MEMBER");
    assumeThat(kubeconfig).as("the environment variable UBERNETES_REAL_MEMBER").isNotNull();
    Path file = Path.of(kubeconfig);
    NodeShape shape = new NodeShape("2", "4Gi", 20);
    NamespacedName key = new NamespacedName("default", "attached-web");
    try (AttachedSimulator simulator =
            AttachedSimulator.start(
                new AttachedSimulator.Config(file, 2, shape, Duration.ofMillis(100)));
        ClientFactory clients = new ClientFactory();
        ApiClient client = clients.fromKubeconfig(file)) {
      assertThat(simulator).isNotNull();
      client.create(ApiResources.REPLICA_SETS, replicaSet());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            ApiObject now = client.get(ApiResources.REPLICA_SETS, key).orElseThrow();
            assertThat(Json.number(now.json(), 0, "status", "readyReplicas")).isEqualTo(3);
          });

      client.delete(ApiResources.REPLICA_SETS, key);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      client
                          .list(
                              ApiResources.PODS, ListOptions.ALL.withLabelSelector("app=attached"))
                          .items())
                  .isEmpty());
    }
  }

  private static ApiObject replicaSet() {
    return ApiObject.parse(
        """
        {"apiVersion": "apps/v1", "kind": "ReplicaSet",
         "metadata": {"name": "attached-web", "namespace": "default"},
         "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "attached"}},
           "template": {"metadata": {"labels": {"app": "attached"}},
             "spec": {"containers": [{"name": "web", "image": "web:1"}]}}}}
        """
            .getBytes(StandardCharsets.UTF_8));
  }
}
