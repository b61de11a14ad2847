package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.cli.join.JoinRequest;
import io.ubernetes.cli.join.Joiner;
import io.ubernetes.cli.join.Leaver;
import io.ubernetes.cli.join.MemberTraits;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.controllers.Controllers;
import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementNames;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.scheduler.Scheduler;
import io.ubernetes.scheduler.SchedulerConfig;
import io.ubernetes.simulator.ClusterSpec;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.SimulatedCluster;
import io.ubernetes.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A whole federation in this process: API server, scheduler, controllers and members, each talking
/// HTTPS with the others as in processes of their own, on free ports and in a folder of its own.
/// What takes minutes in production takes seconds here. Used by one test at a time.
///
/// Members are simulated. Where the environment variable `UBERNETES_TEST_MEMBERS` names
/// kubeconfigs, separated by commas, these clusters are the members instead; then a test that
/// changes a member itself, or counts on its room, is skipped.
final class LiveFederation implements AutoCloseable {

  static final String MEMBERS_VARIABLE = "UBERNETES_TEST_MEMBERS";

  /// For conditions: a busy machine takes its time.
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final YAMLMapper YAML = new YAMLMapper();

  private final Path data;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final ClientFactory clients;
  private final ApiClient admin;
  private final Simulator simulator;
  private final Map<String, ApiClient> members = new LinkedHashMap<>();

  /// @param folder empty; gets the data directory
  /// @param etcd URLs of etcd, or none for the embedded store
  LiveFederation(Path folder, List<String> etcd) throws Exception {
    try {
      data = folder.resolve("federation");
      clients = own(new ClientFactory());
      own(() -> members.values().forEach(ApiClient::close));
      var _ = own(FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, etcd)));
      admin = connect("admin");
      simulator =
          own(Simulator.start(new Simulator.Config(folder, List.of(), Duration.ofMillis(200))));
      Scheduler scheduler = own(new Scheduler(connect("scheduler"), schedulerConfig(), "test"));
      assertThat(scheduler.start(PATIENCE)).as("the scheduler has read the federation").isTrue();
      Controllers controllers =
          own(
              new Controllers(
                  connect("controllers"), clients, clusterConfig(), InstantSource.system()));
      assertThat(controllers.start(PATIENCE)).as("the controllers have read all").isTrue();
    } catch (Exception | AssertionError failure) {
      close();
      throw failure;
    }
  }

  private static SchedulerConfig schedulerConfig() {
    return SchedulerConfig.DEFAULT
        .withClusterGrace(Duration.ofSeconds(2))
        .withPendingPatience(Duration.ofSeconds(8));
  }

  private static ClusterConfig clusterConfig() {
    return new ClusterConfig(
        Duration.ofMillis(500), 3, Duration.ofSeconds(2), 2, Duration.ofSeconds(2), 50);
  }

  private ApiClient connect(String user) {
    return own(clients.fromKubeconfig(data.resolve(user + ".kubeconfig")));
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  static boolean hasRealMembers() {
    return !realMembers().isEmpty();
  }

  private static List<String> realMembers() {
    String value = Optional.ofNullable(System.getenv(MEMBERS_VARIABLE)).orElse("");
    return value.isEmpty() ? List.of() : List.of(value.split(","));
  }

  /// Skips the calling test unless members are simulated, so that it can do to them what it likes.
  static void needsSimulatedMembers() {
    Assumptions.assumeFalse(
        hasRealMembers(), "skipped: needs simulated members, but has " + realMembers());
  }

  /// A client that may do everything in the federation.
  ApiClient admin() {
    return admin;
  }

  Path adminKubeconfig() {
    return data.resolve("admin.kubeconfig");
  }

  /// Simulates a cluster with one node and joins it.
  ///
  /// @param cpu of the node; a pod of these tests asks for 100m
  SimulatedCluster addMember(String name, String cpu) throws Exception {
    SimulatedCluster cluster =
        simulator.add(ClusterSpec.of(name, 1, new NodeShape(cpu, "64Gi", 500)));
    join(name, cluster.kubeconfig());
    return cluster;
  }

  /// Joins the members that the environment names, else simulated ones with room enough.
  void addMembers(String... names) throws Exception {
    List<String> kubeconfigs = realMembers();
    for (int i = 0; i < names.length; i++) {
      if (kubeconfigs.isEmpty()) {
        addMember(names[i], "20");
      } else if (i < kubeconfigs.size()) {
        join(names[i], Path.of(kubeconfigs.get(i)));
      }
    }
  }

  private void join(String name, Path kubeconfig) throws Exception {
    members.put(name, clients.fromKubeconfig(kubeconfig));
    JoinRequest request =
        new JoinRequest(name, Kubeconfigs.read(kubeconfig, ""), MemberTraits.NONE);
    new Joiner(clients, admin).join(request);
    awaiting("cluster " + name + " is ready")
        .untilAsserted(() -> assertThat(conditions(name)).containsEntry("Ready", "True"));
  }

  private Map<String, String> conditions(String cluster) {
    Map<String, String> conditions = new LinkedHashMap<>();
    admin
        .get(ApiResources.CLUSTERS, NamespacedName.clusterScoped(cluster))
        .orElseThrow()
        .json()
        .path("status")
        .path("conditions")
        .forEach(c -> conditions.put(Json.text(c, "type"), Json.text(c, "status")));
    return conditions;
  }

  /// A client that may do everything in the member.
  ApiClient member(String name) {
    return Optional.ofNullable(members.get(name)).orElseThrow();
  }

  List<String> memberNames() {
    return List.copyOf(members.keySet());
  }

  void createNamespace(String name) {
    NamespacedName key = NamespacedName.clusterScoped(name);
    var _ =
        admin.create(
            ApiResources.NAMESPACES, ApiObject.of(ApiResources.NAMESPACES.kind(), "", name));
    if (hasRealMembers()) {
      own(() -> removeEverywhere(key));
    }
  }

  /// Real members outlive the test, and nothing of it stays in them.
  private void removeEverywhere(NamespacedName namespace) throws InterruptedException {
    remove(admin, namespace);
    for (Map.Entry<String, ApiClient> member : members.entrySet()) {
      remove(member.getValue(), namespace);
      assertThat(new Leaver(clients, admin).leave(member.getKey()))
          .as("what is left in " + member.getKey())
          .isEmpty();
    }
  }

  private static void remove(ApiClient client, NamespacedName namespace) {
    var _ = client.delete(ApiResources.NAMESPACES, namespace);
    awaiting("namespace " + namespace.name() + " is gone")
        .until(() -> client.get(ApiResources.NAMESPACES, namespace).isEmpty());
  }

  /// Creates what a manifest says.
  ApiObject create(ApiResource resource, String namespace, String manifest) {
    return create(admin, resource, namespace, manifest);
  }

  static ApiObject create(
      ApiClient client, ApiResource resource, String namespace, String manifest) {
    return client.create(resource, object(namespace, manifest));
  }

  static ApiObject object(String namespace, String manifest) {
    ApiObject object = new ApiObject((ObjectNode) YAML.readTree(manifest));
    object.metadata().put("namespace", namespace);
    return object;
  }

  /// A wait that says what it was for when it is in vain.
  static ConditionFactory awaiting(String what) {
    return await(what).atMost(PATIENCE).pollInterval(POLL).ignoreExceptions();
  }

  Optional<ApiObject> replicaSet(NamespacedName key) {
    return admin.get(ApiResources.REPLICA_SETS, key);
  }

  Optional<ApiObject> placement(NamespacedName replicaSet) {
    return admin.get(ApiResources.PLACEMENTS, placementKey(replicaSet));
  }

  static NamespacedName placementKey(NamespacedName replicaSet) {
    String name = PlacementNames.of(new GroupResource("apps", "replicasets"), replicaSet.name());
    return new NamespacedName(replicaSet.namespace(), name);
  }

  PlacementSpec placementSpec(NamespacedName replicaSet) {
    return Federation.spec(placement(replicaSet).orElseThrow(), PlacementSpec.class);
  }

  PlacementStatus placementStatus(NamespacedName replicaSet) {
    return Federation.status(placement(replicaSet).orElseThrow(), PlacementStatus.class);
  }

  /// Waits until the object is placed so.
  void awaitSplit(NamespacedName replicaSet, Split expected) {
    awaiting(replicaSet + " is placed " + expected)
        .untilAsserted(() -> assertThat(Split.of(placementSpec(replicaSet))).isEqualTo(expected));
  }

  /// Waits until all is as asked: each member has made its part of the placement ready, and the
  /// federation says so.
  void awaitReady(NamespacedName replicaSet, int replicas) {
    awaiting(replicas + " pods of " + replicaSet + " are ready")
        .untilAsserted(() -> {
          PlacementSpec spec = placementSpec(replicaSet);
          assertThat(Split.of(spec).total()).as("placed").isEqualTo(replicas);
          ApiObject object = replicaSet(replicaSet).orElseThrow();
          assertThat(object.json().path("status").path("readyReplicas").asInt())
              .as("ready, by the federation's status %s", object.status())
              .isEqualTo(replicas);
          assertThat(object.json().path("status").path("replicas").asInt()).isEqualTo(replicas);
        });
    assertThat(parts(replicaSet))
        .as("what the members hold")
        .isEqualTo(Split.of(placementSpec(replicaSet)));
  }

  /// What the reachable members hold of an object.
  Split parts(NamespacedName replicaSet) {
    Map<String, Integer> parts = new LinkedHashMap<>();
    members.forEach((name, client) ->
        client
            .get(ApiResources.REPLICA_SETS, replicaSet)
            .map(part -> part.json().path("spec").path("replicas").asInt())
            .filter(replicas -> replicas > 0)
            .ifPresent(replicas -> parts.put(name, replicas)));
    return new Split(parts);
  }

  void scale(NamespacedName replicaSet, int replicas) {
    Patches.merge(
        admin, ApiResources.REPLICA_SETS, replicaSet, "{spec: {replicas: %d}}".formatted(replicas));
  }

  @Override
  public void close() {
    List<Throwable> failures = new ArrayList<>();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception | AssertionError failure) {
        failures.add(failure);
      }
    }
    assertThat(failures).as("parts that did not close in order").isEmpty();
  }
}
