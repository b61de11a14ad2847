package io.ubernetes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.ClientSettings;
import io.ubernetes.runtime.client.Connection;
import io.ubernetes.runtime.client.ListOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedClusterTest extends OnASimulatedCluster {
  SimulatedClusterTest() {
    super(2, new NodeShape("2", "4Gi", 10), Duration.ofMillis(50));
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

  @Test
  void whatAClusterHoldsSurvivesARestart() throws IOException {
    client.create(ApiResources.REPLICA_SETS, replicaSet(2, "100m"));
    awaitReady(2);
    List<String> before = podNames();
    String url = cluster().url();
    client.close();
    simulator.close();

    start();

    assertThat(cluster().url()).isEqualTo(url);
    assertThat(podNames()).isEqualTo(before);
    awaitReady(2);
    scale(3);
    awaitReady(3);
    assertThat(podNames()).containsAll(before);
  }

  @Test
  void aStoppedEndpointRefusesAndReturnsOnTheSamePortWhilePodsKeepRunning() throws IOException {
    client.create(ApiResources.REPLICA_SETS, replicaSet(1, "100m"));
    awaitReady(1);

    cluster().stop();
    assertThatThrownBy(() -> client.getRaw("/readyz"))
        .isInstanceOfSatisfying(
            ApiClientException.class, e -> assertThat(e.isUnreachable()).isTrue());
    cluster().start();

    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> awaitReady(1));
  }

  @Test
  void aServiceAccountMayDoWhatItsRolesAllowAndNoMore() {
    apply(
        "v1",
        "Secret",
        "secrets",
        """
        {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
         "metadata": {"name": "token", "namespace": "default",
           "annotations": {"kubernetes.io/service-account.name": "default"}}}
        """);
    apply(
        "rbac.authorization.k8s.io/v1",
        "ClusterRole",
        "clusterroles",
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
         "metadata": {"name": "reader"},
         "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]}
        """);
    apply(
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        "clusterrolebindings",
        """
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
         "metadata": {"name": "reader"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
           "name": "reader"},
         "subjects": [{"kind": "ServiceAccount", "namespace": "default", "name": "default"}]}
        """);
    NamespacedName key = new NamespacedName("default", "token");
    await()
        .atMost(PATIENCE)
        .until(() -> !data(client.get(ApiResources.SECRETS, key).orElseThrow(), "token").isEmpty());
    ApiObject secret = client.get(ApiResources.SECRETS, key).orElseThrow();
    Connection connection =
        new Connection(
            cluster().url(),
            data(secret, "ca.crt"),
            new Connection.Credential.Token(data(secret, "token")));
    try (ApiClient member = clients.connect(connection)) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(member.list(ApiResources.PODS, ListOptions.ALL).items()).isEmpty());
      assertRefused(403, () -> member.list(ApiResources.SECRETS, ListOptions.ALL));
      assertRefused(403, () -> member.create(ApiResources.REPLICA_SETS, replicaSet(1, "1")));

      client.delete(ApiResources.SECRETS, key);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertRefused(401, () -> member.list(ApiResources.PODS, ListOptions.ALL)));
    }
  }

  @Test
  void aNamespaceIsDeletedWithAllThatIsInIt() {
    apply(
        "v1",
        "Namespace",
        "namespaces",
        """
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
        """);
    ApiObject inShop = replicaSet(2, "100m");
    inShop.metadata().put("namespace", "shop");
    client.create(ApiResources.REPLICA_SETS, inShop);
    await().atMost(PATIENCE).until(() -> podNames().size() == 2);

    client.delete(ApiResources.NAMESPACES, NamespacedName.clusterScoped("shop"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(client.get(ApiResources.NAMESPACES, NamespacedName.clusterScoped("shop")))
              .isEmpty();
          assertThat(podNames()).isEmpty();
        });
  }

  @Test
  void podsOfADeletedReplicaSetAndOfARemovedNodeAreDeleted() {
    client.create(ApiResources.REPLICA_SETS, replicaSet(4, "500m"));
    awaitReady(4);
    cluster().nodes().remove("member-1-node-1");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(client.list(ApiResources.PODS, ListOptions.ALL).items())
                .hasSize(4)
                .allSatisfy(pod ->
                    assertThat(Json.text(pod.json(), "spec", "nodeName"))
                        .isEqualTo("member-1-node-2")));

    client.delete(ApiResources.REPLICA_SETS, WEB);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(podNames()).isEmpty());
  }

  @Test
  void aPartitionedEndpointIsSilentUntilItHeals() {
    cluster().setFault(new Fault.Partition());
    try (ClientFactory impatient =
            new ClientFactory(ClientSettings.DEFAULT.withRequestTimeout(Duration.ofMillis(300)));
        ApiClient waiting = impatient.fromKubeconfig(cluster().kubeconfig())) {
      assertThatThrownBy(() -> waiting.list(ApiResources.NODES, ListOptions.ALL))
          .isInstanceOf(ApiClientException.class);
    }
    cluster().setFault(new Fault.Errors(500, 1));
    assertRefused(500, () -> client.list(ApiResources.NODES, ListOptions.ALL));
    cluster().setFault(Fault.NONE);
    assertThat(client.list(ApiResources.NODES, ListOptions.ALL).items()).hasSize(2);
  }

  private static void assertRefused(
      int code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ApiClientException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void apply(String version, String kind, String plural, String json) {
    var gvk = io.ubernetes.model.GroupVersionKind.of(version, kind);
    boolean namespaced = plural.equals("secrets");
    ApiResource resource =
        namespaced ? ApiResource.namespaced(gvk, plural) : ApiResource.clusterScoped(gvk, plural);
    client.create(
        resource, ApiObject.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static String data(ApiObject secret, String key) {
    String base64 = Json.text(secret.json(), "data", key);
    return new String(
        java.util.Base64.getDecoder().decode(base64), java.nio.charset.StandardCharsets.UTF_8);
  }

  private List<String> podNames() {
    return client.list(ApiResources.PODS, ListOptions.ALL).items().stream()
        .map(ApiObject::name)
        .sorted()
        .toList();
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
