package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.cli.join.JoinRequest;
import io.ubernetes.cli.join.Joiner;
import io.ubernetes.cli.join.Leaver;
import io.ubernetes.cli.join.MemberTraits;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.cli.placement.SchedulersPreview;
import io.ubernetes.controllers.Controllers;
import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
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
import java.io.IOException;
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
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A whole federation in this process: API server, scheduler, controllers and members, each talking
/// HTTPS with the others as in processes of their own, on free ports and in a folder of its own.
/// What takes minutes in production takes seconds here. Used by one test at a time.
///
/// Members are simulated, unless kubeconfigs of real clusters are given: then these are the members
/// of one test after the other, each as it was found when the test has ended, and a test is skipped
/// that needs more of them, or does to them what cannot be done to them; see [GivenMember].
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
  private final Path folder;
  private final List<Path> given;
  private final Map<String, ApiClient> members = new LinkedHashMap<>();
  private final Deque<GivenMember> givenMembers = new ArrayDeque<>();
  private final List<NamespacedName> namespaces = new ArrayList<>();

  /// @param folder empty; gets the data directory
  /// @param etcd URLs of etcd, or none for the embedded store
  /// @param given kubeconfigs of the members; none for simulated ones
  /// @param owned closed last
  LiveFederation(Path folder, List<String> etcd, List<Path> given, AutoCloseable... owned)
      throws Exception {
    this.folder = folder;
    this.given = List.copyOf(given);
    List.of(owned).forEach(this::own);
    try {
      data = folder.resolve("federation");
      clients = own(new ClientFactory());
      own(() -> members.values().forEach(ApiClient::close));
      own(() -> givenMembers.forEach(GivenMember::close));
      SchedulersPreview preview = own(new SchedulersPreview(data.resolve("scheduler.kubeconfig")));
      var _ =
          own(
              FederationServer.start(
                  new FederationServer.Config(data, "127.0.0.1", 0, etcd), preview));
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
        .withPendingPatience(Duration.ofSeconds(8))
        .withClusterTrial(Duration.ofSeconds(3));
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

  /// The kubeconfigs that the environment variable `UBERNETES_TEST_MEMBERS` names, separated by
  /// commas.
  static List<Path> membersOfTheEnvironment() {
    String value = Optional.ofNullable(System.getenv(MEMBERS_VARIABLE)).orElse("");
    return Stream.of(value.split(",")).filter(name -> !name.isBlank()).map(Path::of).toList();
  }

  /// A client that may do everything in the federation.
  ApiClient admin() {
    return admin;
  }

  Path adminKubeconfig() {
    return data.resolve("admin.kubeconfig");
  }

  /// Joins a member with one node. Skips the calling test where there is none.
  ///
  /// @param cpu of the node; a pod of these tests asks for 100m
  TestMember addMember(String name, String cpu) throws Exception {
    NodeShape node = new NodeShape(cpu, "64Gi", 500);
    if (given.isEmpty()) {
      return addSimulated(name, node);
    }
    GivenMember member = nextGiven(name);
    Assumptions.assumeTrue(
        member.playOneNode(node),
        "skipped: counts on the room of " + given + ", whose nodes are its own");
    join(name, member.kubeconfig());
    awaiting("the node of " + name + " is counted")
        .until(() -> Optional.ofNullable(status(name).nodes()).orElseThrow().ready() == 1);
    return member;
  }

  /// Joins members with room enough.
  void addMembers(String... names) throws Exception {
    NodeShape node = new NodeShape("20", "64Gi", 500);
    for (String name : names) {
      if (given.isEmpty()) {
        var _ = addSimulated(name, node);
      } else {
        GivenMember member = nextGiven(name);
        var _ = member.playOneNode(node);
        join(name, member.kubeconfig());
      }
    }
  }

  private TestMember addSimulated(String name, NodeShape node) throws Exception {
    SimulatedCluster cluster = simulator.add(ClusterSpec.of(name, 1, node));
    members.put(name, clients.fromKubeconfig(cluster.kubeconfig()));
    join(name, cluster.kubeconfig());
    return new SimulatedMember(cluster);
  }

  private GivenMember nextGiven(String name) throws IOException {
    int used = givenMembers.size();
    Assumptions.assumeTrue(
        used < given.size(), "skipped: needs more members than the " + given.size() + " given");
    Path kubeconfig = given.get(used);
    ApiClient client = clients.fromKubeconfig(kubeconfig);
    GivenMember member = new GivenMember(name, kubeconfig, client, folder);
    givenMembers.push(member);
    members.put(name, client);
    return member;
  }

  private void join(String name, Path kubeconfig) throws Exception {
    JoinRequest request =
        new JoinRequest(name, Kubeconfigs.read(kubeconfig, ""), MemberTraits.NONE);
    new Joiner(clients, admin).join(request);
    awaiting("cluster " + name + " is ready")
        .untilAsserted(() -> assertThat(status(name).isReady()).as("%s", status(name)).isTrue());
  }

  /// Waits until each member's free room was taken after it told of the object's pods: up to then
  /// only the scheduler that has placed them knows which of them that room is without.
  void awaitRoomWithout(NamespacedName replicaSet) {
    awaiting("the members' room is without the pods of " + replicaSet)
        .until(() ->
            placementStatus(replicaSet).clusters().stream()
                .allMatch(part -> isBefore(part.asOf(), status(part.cluster()).asOf())));
  }

  /// [io.ubernetes.model.federation.AsOf] writes all times with the same number of digits.
  private static boolean isBefore(@Nullable String one, @Nullable String other) {
    return one != null && other != null && one.compareTo(other) < 0;
  }

  private ClusterStatus status(String cluster) {
    NamespacedName key = NamespacedName.clusterScoped(cluster);
    ApiObject object = admin.get(ApiResources.CLUSTERS, key).orElseThrow();
    return Federation.status(object, ClusterStatus.class);
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
    namespaces.add(key);
  }

  /// Real members outlive the test, and nothing of it stays in them.
  private void leaveGivenMembers() throws InterruptedException {
    givenMembers.forEach(GivenMember::reach);
    namespaces.forEach(namespace -> remove(admin, namespace));
    for (String name : memberNames()) {
      ApiClient member = member(name);
      namespaces.forEach(namespace -> remove(member, namespace));
      if (admin.get(ApiResources.CLUSTERS, NamespacedName.clusterScoped(name)).isPresent()) {
        assertThat(new Leaver(clients, admin).leave(name)).as("left in " + name).isEmpty();
      }
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

  /// Waits until the object is placed so, and the members hold just that, and it is ready; also
  /// after a move, at whose beginning all is still ready where it was.
  void awaitSettled(NamespacedName replicaSet, Split expected) {
    awaitSplit(replicaSet, expected);
    awaiting("the members hold " + expected + " of " + replicaSet)
        .untilAsserted(() -> assertThat(parts(replicaSet)).isEqualTo(expected));
    awaitReady(replicaSet, expected.total());
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
    if (!givenMembers.isEmpty()) {
      try {
        leaveGivenMembers();
      } catch (Exception | AssertionError failure) {
        failures.add(failure);
      }
    }
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
