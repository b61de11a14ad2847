package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The scheduler against the federation's own server, over HTTPS, with the rights that the server
/// gives to schedulers.
class FederationServerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final NamespacedName WEB = new NamespacedName("default", "web");
  private static final NamespacedName PLACEMENT =
      new NamespacedName("default", "replicasets.apps.web");

  @Test
  void itPlacesScalesAndTellsWithTheRightsOfAScheduler(@TempDir Path data) throws Exception {
    try (FederationServer server =
            FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
        ClientFactory clients = new ClientFactory();
        ApiClient admin = clients.fromKubeconfig(data.resolve("admin.kubeconfig"));
        ApiClient own = clients.fromKubeconfig(data.resolve("scheduler.kubeconfig"));
        Scheduler scheduler = new Scheduler(own, SchedulerConfig.DEFAULT, "test")) {
      assertThat(server.url()).startsWith("https://");
      cluster(admin, "a", 20);
      cluster(admin, "b", 30);
      assertThat(scheduler.start(PATIENCE)).isTrue();
      admin.create(ApiResources.REPLICA_SETS, TestFederation.replicaSet("default", "web", 5));
      awaitPlaced(admin, new DestCluster("a", 2), new DestCluster("b", 3));
      ApiObject placement = admin.get(ApiResources.PLACEMENTS, PLACEMENT).orElseThrow();
      assertThat(placement.generation()).isOne();
      assertThat(placement.finalizers()).containsExactly(Federation.MEMBERS_FINALIZER);

      ApiObject web = admin.get(ApiResources.REPLICA_SETS, WEB).orElseThrow();
      web.json().withObject("/spec").put("replicas", 60);
      admin.update(ApiResources.REPLICA_SETS, web);
      awaitPlaced(admin, new DestCluster("a", 20), new DestCluster("b", 30));
      assertThat(spec(admin).unplaced()).isEqualTo(10);
      assertThat(spec(admin).targetGeneration()).isEqualTo(2);

      ApiObject policy = ApiObject.of(Federation.PROPAGATION_POLICY, "default", "default");
      policy
          .json()
          .putObject("spec")
          .putObject("clusterAffinity")
          .putArray("clusterNames")
          .add("b");
      admin.create(ApiResources.PROPAGATION_POLICIES, policy);
      awaitPlaced(admin, new DestCluster("b", 30));
      admin.delete(ApiResources.PROPAGATION_POLICIES, new NamespacedName("default", "default"));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(spec(admin).policy()).isNull());

      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(admin.list(ApiResources.EVENTS).items())
                  .extracting(event -> Json.text(event.json(), "reason"))
                  .contains("Scheduled", "PartiallyScheduled"));
    }
  }

  private static PlacementSpec spec(ApiClient admin) {
    return Federation.spec(
        admin.get(ApiResources.PLACEMENTS, PLACEMENT).orElseThrow(), PlacementSpec.class);
  }

  private static void awaitPlaced(ApiClient admin, DestCluster... destinations) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(NoSuchElementException.class)
        .untilAsserted(() -> assertThat(spec(admin).destClusters()).containsExactly(destinations));
  }

  private static void cluster(ApiClient admin, String name, int room) {
    ApiObject cluster = ApiObject.of(Federation.CLUSTER, "", name);
    cluster.json().putObject("spec").put("server", "https://127.0.0.1:1");
    ApiObject created = admin.create(ApiResources.CLUSTERS, cluster);
    String now = Instant.now().toString();
    ClusterStatus status =
        new ClusterStatus(
            List.of(new Condition("Ready", "True", null, now, "Test", "")),
            null,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(new ClusterStatus.FreeRoom(1, Map.of("cpu", room * 100 + "m", "pods", "1000"))),
            List.of("v1", "apps/v1"),
            now);
    created.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status));
    admin.updateStatus(ApiResources.CLUSTERS, created);
  }
}
