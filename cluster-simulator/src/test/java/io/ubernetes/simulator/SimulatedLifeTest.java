package io.ubernetes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Connection;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.client.WriteOptions;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What happens to pods, nodes and accounts in the course of a simulated cluster's life.
class SimulatedLifeTest extends OnASimulatedCluster {
  private static final NamespacedName NEIGHBOURS = new NamespacedName("kube-system", "neighbours");

  SimulatedLifeTest() {
    super(1, new NodeShape("1", "4Gi", 10), Duration.ofMillis(20));
  }

  @Test
  void aPodOnANodeThatNobodyPlaysIsGivenTimeWhichCanOnlyBeMadeShorter() {
    client.create(ApiResources.NODES, ApiObject.of(ApiResources.NODES.kind(), "", "foreign"));
    ApiObject pod = pod("slow", "web");
    pod.json().withObject("/spec").put("nodeName", "foreign");
    client.create(ApiResources.PODS, pod);

    delete("slow", null);
    ApiObject marked = read("slow");
    assertThat(grace(marked)).isEqualTo(30);
    delete("slow", 60L);
    assertThat(read("slow").resourceVersion()).isEqualTo(marked.resourceVersion());
    delete("slow", 5L);
    ApiObject shortened = read("slow");
    assertThat(grace(shortened)).isEqualTo(5);
    assertThat(until(shortened)).isEqualTo(until(marked).minusSeconds(25));
    delete("slow", 0L);
    assertThat(client.get(ApiResources.PODS, new NamespacedName("default", "slow"))).isEmpty();
  }

  @Test
  void aPodWithoutANodeGoesAtOnce() {
    ApiObject pod = pod("waits", "web");
    pod.json().withObject("/spec").putObject("nodeSelector").put("disk", "none-has-it");
    client.create(ApiResources.PODS, pod);
    delete("waits", null);
    assertThat(client.get(ApiResources.PODS, new NamespacedName("default", "waits"))).isEmpty();
  }

  @Test
  void aKubeletEndsAPodThatIsEvicted() throws InterruptedException {
    client.create(ApiResources.REPLICA_SETS, replicaSet(1));
    awaitReady(1);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (Informers informers = new Informers(client)) {
      Informer pods = informers.informer(ApiResources.PODS);
      pods.addHandler(
          new ChangeHandler() {
            @Override
            public void onAdd(ApiObject added) {}

            @Override
            public void onUpdate(ApiObject before, ApiObject after) {
              if (after.isTerminating()) {
                seen.add("terminating " + after.name());
              }
            }

            @Override
            public void onDelete(ApiObject last) {
              seen.add("gone " + last.name());
            }
          });
      assertThat(pods.awaitSynced(PATIENCE)).isTrue();
      String name = pods().getFirst().name();
      ApiObject eviction =
          ApiObject.of(new GroupVersion("policy", "v1").kind("Eviction"), "default", name);
      var _ =
          client.create(ApiResources.PODS, eviction, WriteOptions.NONE.withSubresource("eviction"));

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(seen).containsSequence("terminating " + name, "gone " + name));
      // The status may still tell of the pod that is gone.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(pods())
                  .singleElement()
                  .satisfies(pod -> {
                    assertThat(pod.name()).isNotEqualTo(name);
                    assertThat(phase(pod)).isEqualTo("Running");
                  }));
      awaitReady(1);
    }
  }

  @Test
  void aReplicaSetAdoptsAPodThatMatchesAndLetsGoOfOneThatDoesNotAnyMore() {
    client.create(ApiResources.PODS, pod("orphan", "web"));
    // All controllers of a simulated cluster see one model: what its kubelet runs, they know.
    await().atMost(PATIENCE).until(() -> phase(read("orphan")).equals("Running"));
    client.create(ApiResources.REPLICA_SETS, replicaSet(2));
    awaitReady(2);
    assertThat(pods()).hasSize(2).anyMatch(pod -> pod.name().equals("orphan"));
    assertThat(read("orphan").ownerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.name()).isEqualTo("web"));

    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("labels").put("app", "other");
    client.patch(
        ApiResources.PODS, new NamespacedName("default", "orphan"), new Patch.Merge(patch));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(read("orphan").ownerReferences()).isEmpty();
          assertThat(pods()).hasSize(3);
        });
  }

  @Test
  void aPodCountsAsAvailableWhenItWasReadyForLongEnough() {
    ApiObject replicaSet = replicaSet(1);
    replicaSet.json().withObject("/spec").put("minReadySeconds", 2);
    client.create(ApiResources.REPLICA_SETS, replicaSet);
    Queue<Instant> available = new ConcurrentLinkedQueue<>();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          ObjectNode now = client.get(ApiResources.REPLICA_SETS, WEB).orElseThrow().json();
          if (Json.number(now, 0, "status", "availableReplicas") == 1) {
            available.add(Instant.now());
          }
          return !available.isEmpty();
        });
    Instant ready = Instant.parse(conditionTime(pods().getFirst(), "Ready"));
    assertThat(available.element()).isAfterOrEqualTo(ready.plusSeconds(2));
  }

  @Test
  void loadOfOthersTakesRoomAndGivesItBack() {
    cluster().addLoad("neighbours", 8, new NodeShape("100m", "64Mi", 1));
    awaitReady(NEIGHBOURS, 8); // or both would fight for the room
    client.create(ApiResources.REPLICA_SETS, replicaSet(5));
    awaitReady(2);
    await().atMost(PATIENCE).until(() -> unschedulable() == 3);
    cluster().removeLoad("neighbours");
    awaitReady(5);
  }

  @Test
  void aNodeThatGrowsTakesMoreAndOneThatShrinksKeepsWhatItHas() {
    String node = cluster().nodes().names().getFirst();
    cluster().nodes().resize(node, new NodeShape("200m", "4Gi", 10));
    awaitNodesSeen();
    client.create(ApiResources.REPLICA_SETS, replicaSet(4));
    awaitReady(2);
    cluster().nodes().resize(node, new NodeShape("400m", "4Gi", 10));
    awaitReady(4);
    List<String> before = pods().stream().map(ApiObject::uid).toList();
    cluster().nodes().resize(node, new NodeShape("100m", "4Gi", 10));
    client.create(ApiResources.PODS, pod("late", "other"));
    await().atMost(PATIENCE).until(() -> unschedulable() == 1);
    assertThat(pods()).extracting(ApiObject::uid).containsAll(before);
    awaitReady(4);
  }

  @Test
  void aSlowClusterAnswersLaterButAnswers() {
    Duration latency = Duration.ofMillis(400);
    cluster().setFault(new Fault.Slow(latency));
    Instant asked = Instant.now();
    assertThat(client.list(ApiResources.NODES).items()).hasSize(1);
    assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(latency);
  }

  @Test
  void aTokenIsIssuedForATimeAndIsGoodWhileItsAccountIsThere() throws IOException {
    NamespacedName account = new NamespacedName("default", "builder");
    client.create(
        ApiResources.SERVICE_ACCOUNTS,
        ApiObject.of(ApiResources.SERVICE_ACCOUNTS.kind(), "default", "builder"));
    ApiObject issued = requestToken(account, 900);
    Instant expires = Instant.parse(Json.text(issued.json(), "status", "expirationTimestamp"));
    assertThat(Duration.between(Instant.now(), expires))
        .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    assertThatThrownBy(() -> requestToken(account, 60))
        .isInstanceOfSatisfying(
            ApiClientException.class, refused -> assertThat(refused.code()).isEqualTo(422));

    String token = Json.text(issued.json(), "status", "token");
    Connection connection =
        new Connection(cluster().url(), authority(), new Connection.Credential.Token(token));
    try (ApiClient builder = clients.connect(connection)) {
      assertRefused(403, () -> builder.list(ApiResources.PODS));
      client.delete(ApiResources.SERVICE_ACCOUNTS, account);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertRefused(401, () -> builder.list(ApiResources.PODS)));
    }
  }

  private String authority() throws IOException {
    String kubeconfig = Files.readString(cluster().kubeconfig());
    String base64 =
        kubeconfig.replaceAll("(?s).*certificate-authority-data: \"?([^\\s\"]+).*", "$1");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }

  private ApiObject requestToken(NamespacedName account, int seconds) {
    ApiObject request =
        ApiObject.of(
            new GroupVersion("authentication.k8s.io", "v1").kind("TokenRequest"),
            account.namespace(),
            account.name());
    request.json().putObject("spec").put("expirationSeconds", seconds);
    return client.create(
        ApiResources.SERVICE_ACCOUNTS, request, WriteOptions.NONE.withSubresource("token"));
  }

  private static void assertRefused(int code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ApiClientException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private void delete(String pod, @Nullable Long grace) {
    DeleteOptions options =
        grace == null
            ? DeleteOptions.BACKGROUND
            : DeleteOptions.BACKGROUND.withGracePeriodSeconds(grace);
    var _ = client.delete(ApiResources.PODS, new NamespacedName("default", pod), options);
  }

  private ApiObject read(String pod) {
    return client.get(ApiResources.PODS, new NamespacedName("default", pod)).orElseThrow();
  }

  private static long grace(ApiObject pod) {
    return Json.number(pod.json(), -1, "metadata", "deletionGracePeriodSeconds");
  }

  private static Instant until(ApiObject pod) {
    return Instant.parse(Json.text(pod.json(), "metadata", "deletionTimestamp"));
  }

  /// Waits until the cluster's own scheduler knows of every change of nodes that was made before:
  /// it sees them in order, so when a pod runs on a node that was added last, it has seen the rest.
  private void awaitNodesSeen() {
    String last = cluster().nodes().add(new NodeShape("100m", "64Mi", 1));
    ApiObject probe = pod("probe", "other");
    probe.json().withObject("/spec").putObject("nodeSelector").put("kubernetes.io/hostname", last);
    client.create(ApiResources.PODS, probe);
    await().atMost(PATIENCE).until(() -> phase(read("probe")).equals("Running"));
  }

  private static String phase(ApiObject pod) {
    return Json.text(pod.json(), "status", "phase");
  }

  private List<ApiObject> pods() {
    return client.list(ApiResources.PODS, ListOptions.ALL.withNamespace("default")).items();
  }

  private long unschedulable() {
    return pods().stream()
        .filter(pod -> pod.json().toString().contains("\"reason\":\"Unschedulable\""))
        .count();
  }

  private static String conditionTime(ApiObject pod, String type) {
    for (var condition : pod.json().at("/status/conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, "lastTransitionTime");
      }
    }
    throw new AssertionError("no condition " + type);
  }

  private static ApiObject pod(String name, String app) {
    return parse(
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "namespace": "default", "labels": {"app": "%s"}},
         "spec": {"containers": [{"name": "web", "image": "web:1",
           "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}]}}
        """
            .formatted(name, app));
  }

  private static ApiObject replicaSet(int replicas) {
    return parse(
        """
        {"apiVersion": "apps/v1", "kind": "ReplicaSet",
         "metadata": {"name": "web", "namespace": "default"},
         "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "web"}},
           "template": {"metadata": {"labels": {"app": "web"}},
             "spec": {"containers": [{"name": "web", "image": "web:1",
               "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}}}]}}}}
        """
            .formatted(replicas));
  }

  private static ApiObject parse(String json) {
    return ApiObject.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
