package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.DeleteOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/// A federation in memory, with its scheduler. Members are their Cluster objects alone; tests say
/// what happens in them. One pod takes 100m of cpu, so room is counted in pods.
final class TestFederation implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NAMESPACE = "default";

  final InMemoryApi api = new InMemoryApi();
  private final List<Scheduler> schedulers = new ArrayList<>();

  Scheduler start(SchedulerConfig config) throws InterruptedException {
    Scheduler scheduler = new Scheduler(api, config, "test");
    schedulers.add(scheduler);
    assertThat(scheduler.start(PATIENCE)).isTrue();
    return scheduler;
  }

  Scheduler start() throws InterruptedException {
    return start(SchedulerConfig.DEFAULT);
  }

  void stop() {
    schedulers.forEach(Scheduler::close);
    schedulers.clear();
  }

  void cluster(String name, int room) {
    ApiObject cluster = ApiObject.of(Federation.CLUSTER, "", name);
    api.create(ApiResources.CLUSTERS, cluster);
    ready(name, "True", Instant.now());
    room(name, room);
  }

  void ready(String cluster, String status, Instant since) {
    api.editStatus(
        ApiResources.CLUSTERS,
        NamespacedName.clusterScoped(cluster),
        json ->
            json.withObject("/status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", status)
                .put("lastTransitionTime", since.toString())
                .put("reason", "Test")
                .put("message", ""));
  }

  /// The member was looked at now, and has room for so many pods.
  void room(String cluster, int pods) {
    api.editStatus(
        ApiResources.CLUSTERS,
        NamespacedName.clusterScoped(cluster),
        json -> {
          ObjectNode status = json.withObject("/status");
          status.put("asOf", Instant.now().toString());
          status
              .putArray("freeRoom")
              .addObject()
              .put("nodes", 1)
              .putObject("free")
              .put("cpu", pods * 100 + "m")
              .put("pods", "1000000");
        });
  }

  static NamespacedName key(String name) {
    return new NamespacedName(NAMESPACE, name);
  }

  static ApiObject replicaSet(String namespace, String name, int replicas) {
    String json =
        """
        {"apiVersion": "apps/v1", "kind": "ReplicaSet",
         "metadata": {"name": "%s", "namespace": "%s"},
         "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "web"}},
           "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [
             {"name": "c", "image": "i", "resources": {"requests": {"cpu": "100m"}}}]}}}}
        """
            .formatted(name, namespace, replicas);
    return ApiObject.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  void create(String name, int replicas) {
    api.create(ApiResources.REPLICA_SETS, replicaSet(NAMESPACE, name, replicas));
  }

  void scale(String name, int replicas) {
    api.edit(
        ApiResources.REPLICA_SETS,
        key(name),
        json -> json.withObject("/spec").put("replicas", replicas));
  }

  void annotate(String name, String preferences) {
    api.edit(
        ApiResources.REPLICA_SETS,
        key(name),
        json ->
            json.withObject("/metadata")
                .withObject("/annotations")
                .put(Federation.V1_REPLICA_SET_PREFERENCES, preferences));
  }

  void policy(String name, String spec) {
    ApiObject policy = ApiObject.of(Federation.PROPAGATION_POLICY, NAMESPACE, name);
    policy.json().set("spec", json(spec.replace('\'', '"')));
    api.create(ApiResources.PROPAGATION_POLICIES, policy);
  }

  void deletePolicy(String name) {
    api.delete(ApiResources.PROPAGATION_POLICIES, key(name), DeleteOptions.BACKGROUND);
  }

  static NamespacedName placementKey(String name) {
    return key("replicasets.apps." + name);
  }

  Optional<ApiObject> placement(String name) {
    return api.get(ApiResources.PLACEMENTS, placementKey(name));
  }

  PlacementSpec spec(String name) {
    return Federation.spec(placement(name).orElseThrow(), PlacementSpec.class);
  }

  /// Where the object is placed; empty also when there is no Placement.
  Map<String, Integer> placed(String name) {
    Map<String, Integer> placed = new TreeMap<>();
    placement(name)
        .map(p -> Federation.spec(p, PlacementSpec.class).destClusters())
        .orElse(List.of())
        .forEach((DestCluster d) -> placed.put(d.cluster(), d.replicas()));
    return placed;
  }

  /// What people were told, as `NAME TYPE REASON: NOTE`.
  List<String> events() {
    return api.list(ApiResources.EVENTS).items().stream()
        .map(ApiObject::json)
        .map(event ->
            Json.text(event, "regarding", "name")
                + " "
                + Json.text(event, "type")
                + " "
                + Json.text(event, "reason")
                + ": "
                + Json.text(event, "note"))
        .toList();
  }

  void awaitEvent(String event) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(events()).contains(event));
  }

  void awaitPlaced(String name, Map<String, Integer> replicas) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(placed(name)).isEqualTo(replicas));
  }

  /// Waits until the scheduler has seen everything that was written before.
  void settle() {
    String name = "sentinel-" + api.writes(ApiResources.REPLICA_SETS);
    api.create(ApiResources.REPLICA_SETS, replicaSet(NAMESPACE, name, 0));
    await().atMost(PATIENCE).until(() -> placement(name).isPresent());
  }

  /// The members report for the object what they were given, as made and ready.
  void runPods(String name) {
    List<DestCluster> destinations = spec(name).destClusters();
    api.editStatus(
        ApiResources.PLACEMENTS,
        placementKey(name),
        json -> {
          var parts = json.withObject("/status").putArray("clusters");
          for (DestCluster destination : destinations) {
            parts
                .addObject()
                .put("cluster", destination.cluster())
                .put("replicas", destination.replicas())
                .put("ready", destination.replicas())
                .put("asOf", Instant.now().toString());
          }
        });
  }

  static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    stop();
    api.close();
  }
}
