package io.ubernetes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ListOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatedClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration READY_DELAY = Duration.ofMillis(50);
  private static final NamespacedName WEB = new NamespacedName("default", "web");

  @TempDir Path directory;

  private final ClientFactory clients = new ClientFactory();
  private Simulator simulator;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    simulator =
        Simulator.start(
            Simulator.Config.of(directory, 1, 2, new NodeShape("2", "4Gi", 10), READY_DELAY, 0));
    client = clients.fromKubeconfig(cluster().kubeconfig());
  }

  @AfterEach
  void stop() {
    client.close();
    clients.close();
    simulator.close();
  }

  private SimulatedCluster cluster() {
    return simulator.cluster("member-1");
  }

  @Test
  void aReplicaSetGetsPodsThatBecomeReady() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(3, "100m"));

    awaitReady(3);

    List<ApiObject> pods = client.list(ApiResources.PODS, ListOptions.ALL).items();
    assertThat(pods)
        .hasSize(3)
        .allSatisfy(pod -> {
          assertThat(Json.text(pod.json(), "status", "podIP")).startsWith("10.128.");
          assertThat(Json.text(pod.json(), "spec", "nodeName")).startsWith("member-1-node-");
        });
  }

  @Test
  void aReplicaSetIsScaledUpAndDown() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(2, "100m"));
    awaitReady(2);
    scale(6);
    awaitReady(6);
    scale(1);
    awaitReady(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(client.list(ApiResources.PODS, ListOptions.ALL).items()).hasSize(1));
  }

  @Test
  void podsForWhichThereIsNoRoomWaitForIt() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(5, "1"));
    awaitReady(4);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(client.list(ApiResources.PODS, ListOptions.ALL).items())
                .filteredOn(pod -> Json.text(pod.json(), "spec", "nodeName").isEmpty())
                .singleElement()
                .satisfies(pod ->
                    assertThat(pod.json().toString())
                        .contains("0/2 nodes are available: 2 Insufficient cpu.")));

    cluster().nodes().add(new NodeShape("1", "1Gi", 10));

    awaitReady(5);
  }

  private static void setReplicas(ApiObject replicaSet, int replicas) {
    replicaSet.json().withObject("/spec").put("replicas", replicas);
  }

  private void scale(int replicas) {
    ApiObject now = client.get(ApiResources.REPLICA_SETS, WEB).orElseThrow();
    var patch = Json.object();
    patch.putObject("spec").put("replicas", replicas);
    client.patch(
        ApiResources.REPLICA_SETS, now.key(), new io.ubernetes.runtime.client.Patch.Merge(patch));
  }

  private void awaitReady(int replicas) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          ApiObject now = client.get(ApiResources.REPLICA_SETS, WEB).orElseThrow();
          assertThat(Json.number(now.json(), 0, "status", "readyReplicas"))
              .as("%s", now.json())
              .isEqualTo(replicas);
        });
  }

  private static ApiObject replicaSet(int replicas, String cpu) {
    ApiObject object =
        ApiObject.parse(
            """
            {"apiVersion": "apps/v1", "kind": "ReplicaSet",
             "metadata": {"name": "web", "namespace": "default"},
             "spec": {"selector": {"matchLabels": {"app": "web"}},
               "template": {"metadata": {"labels": {"app": "web"}},
                 "spec": {"containers": [{"name": "web", "image": "web:1",
                   "resources": {"requests": {"cpu": "%s", "memory": "64Mi"}}}]}}}}
            """
                .formatted(cpu)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    setReplicas(object, replicas);
    return object;
  }
}
