package io.ubernetes.controllers;

import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.http.EventLoops;
import io.ubernetes.apimachinery.pki.Credential;
import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementSpec.TargetReference;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Patch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A federation's own API server with members, all over HTTPS, and the controllers with the rights
/// that the server gives them. The tests play the scheduler.
public final class TestFederation implements AutoCloseable {

  public static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final ClusterConfig QUICK =
      ClusterConfig.DEFAULT.withProbes(Duration.ofMillis(500), Duration.ofSeconds(2));

  private final Path data;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final EventLoops loops;
  private final ClientFactory clients;
  private final ApiClient admin;
  private final Map<String, TestMember> members = new LinkedHashMap<>();
  private @Nullable Controllers controllers;

  public TestFederation(Path data, String... clusters) throws Exception {
    this.data = data;
    this.loops = own(EventLoops.start());
    own(
        FederationServer.start(
            new FederationServer.Config(data.resolve("federation"), "127.0.0.1", 0, List.of())));
    this.clients = own(new ClientFactory());
    this.admin = own(clients.fromKubeconfig(data.resolve("federation/admin.kubeconfig")));
    for (String cluster : clusters) {
      join(cluster);
    }
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }

  /// The administrator's client of the federation.
  public ApiClient client() {
    return admin;
  }

  public TestMember member(String cluster) {
    return Objects.requireNonNull(members.get(cluster), cluster);
  }

  public Controllers controllers() {
    return Objects.requireNonNull(controllers);
  }

  /// A client with the rights of the controllers, and no more.
  ApiClient controllersClient() {
    return own(clients.fromKubeconfig(data.resolve("federation/controllers.kubeconfig")));
  }

  ClientFactory clients() {
    return clients;
  }

  public TestFederation start() throws InterruptedException {
    return start(ControllersConfig.DEFAULT);
  }

  /// Starts the controllers, with quick probes.
  public TestFederation start(ControllersConfig config) throws InterruptedException {
    Controllers started =
        new Controllers(
            controllersClient(),
            clients,
            config.withCluster(QUICK),
            "test",
            InstantSource.system());
    if (!started.start(PATIENCE)) {
      throw new IllegalStateException("the controllers could not read the federation");
    }
    controllers = started;
    return this;
  }

  public void stop() {
    Controllers running = controllers;
    if (running != null) {
      running.close();
      controllers = null;
    }
  }

  public TestMember join(String cluster) throws IOException {
    TestMember member = own(new TestMember(cluster, data.resolve(cluster), loops, clients));
    members.put(cluster, member);
    ApiObject secret =
        ApiObject.of(ApiResources.SECRETS.kind(), Federation.SYSTEM_NAMESPACE, "member-" + cluster);
    Credential administrator = member.administrator();
    secret
        .json()
        .putObject("data")
        .put("ca.crt", base64(member.authorityPem()))
        .put("tls.crt", base64(administrator.certificatePem()))
        .put("tls.key", base64(administrator.keyPem()));
    admin.create(ApiResources.SECRETS, secret);
    ApiObject object = ApiObject.of(Federation.CLUSTER, "", cluster);
    ObjectNode spec = object.json().putObject("spec");
    spec.put("server", member.url());
    spec.putObject("credentialRef")
        .put("namespace", Federation.SYSTEM_NAMESPACE)
        .put("name", "member-" + cluster);
    admin.create(Resources.CLUSTERS, object);
    return member;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  public void namespace(String name) {
    admin.create(
        Resources.NAMESPACES, ApiObject.of(new GroupVersion("", "v1").kind("Namespace"), "", name));
  }

  public static ApiObject replicaSet(String namespace, String name, int replicas) {
    ApiObject object =
        ApiObject.of(new GroupVersionKind("apps", "v1", "ReplicaSet"), namespace, name);
    object.metadata().putObject("labels").put("app", name).put("tier", "front");
    ObjectNode spec = object.json().putObject("spec");
    spec.put("replicas", replicas);
    spec.putObject("selector").putObject("matchLabels").put("app", name);
    ObjectNode template = spec.putObject("template");
    template.putObject("metadata").putObject("labels").put("app", name);
    ObjectNode container = template.putObject("spec").putArray("containers").addObject();
    container.put("name", "main").put("image", "registry.example/web:1");
    container.putObject("resources").putObject("requests").put("cpu", "0.5").put("memory", "1Gi");
    return object;
  }

  public ApiObject create(String namespace, String name, int replicas) {
    return admin.create(Resources.REPLICA_SETS, replicaSet(namespace, name, replicas));
  }

  public ApiObject source(String namespace, String name) {
    return admin.get(Resources.REPLICA_SETS, new NamespacedName(namespace, name)).orElseThrow();
  }

  public void patchSource(String namespace, String name, String mergePatch) {
    admin.patch(
        Resources.REPLICA_SETS,
        new NamespacedName(namespace, name),
        new Patch.Merge(Json.parseObject(mergePatch.getBytes(StandardCharsets.UTF_8))));
  }

  /// Places the object as it is now; the counts are pairs of cluster and replicas.
  public void place(String namespace, String name, Object... counts) {
    ApiObject source = source(namespace, name);
    List<DestCluster> destinations = new ArrayList<>();
    int placed = 0;
    for (int i = 0; i < counts.length; i += 2) {
      destinations.add(new DestCluster((String) counts[i], (Integer) counts[i + 1]));
      placed += (Integer) counts[i + 1];
    }
    int replicas = (int) Json.number(source.json(), 1, "spec", "replicas");
    PlacementSpec spec =
        new PlacementSpec(
            new TargetReference(source.apiVersion(), source.kind(), name, source.uid()),
            source.generation(),
            replicas,
            destinations,
            replicas - placed,
            placed == replicas ? null : new PlacementSpec.Shortage("InsufficientRoom", "no room"),
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            false);
    NamespacedName key = placementKey(namespace, name);
    Optional<ApiObject> there = admin.get(Resources.PLACEMENTS, key);
    ApiObject placement =
        there.orElseGet(() -> ApiObject.of(Federation.PLACEMENT, namespace, key.name()));
    ObjectNode metadata = placement.metadata();
    metadata
        .putArray("ownerReferences")
        .add(
            Json.MAPPER.<JsonNode>valueToTree(
                new OwnerReference(
                    source.apiVersion(), source.kind(), name, source.uid(), true, true)));
    metadata.putArray("finalizers").add(Federation.MEMBERS_FINALIZER);
    placement.json().set("spec", Json.MAPPER.<JsonNode>valueToTree(spec));
    if (there.isPresent()) {
      metadata.remove("resourceVersion");
      admin.update(Resources.PLACEMENTS, placement);
    } else {
      admin.create(Resources.PLACEMENTS, placement);
    }
  }

  public static NamespacedName placementKey(String namespace, String name) {
    return new NamespacedName(namespace, "replicasets.apps." + name);
  }

  public Optional<ApiObject> placement(String namespace, String name) {
    return admin.get(Resources.PLACEMENTS, placementKey(namespace, name));
  }

  public PlacementStatus placementStatus(String namespace, String name) {
    return Federation.status(placement(namespace, name).orElseThrow(), PlacementStatus.class);
  }

  public PlacementStatus.ClusterPart part(String namespace, String name, String cluster) {
    return placementStatus(namespace, name).clusters().stream()
        .filter(part -> part.cluster().equals(cluster))
        .findFirst()
        .orElseThrow();
  }

  public ClusterStatus clusterStatus(String cluster) {
    return Federation.status(
        admin.get(Resources.CLUSTERS, NamespacedName.clusterScoped(cluster)).orElseThrow(),
        ClusterStatus.class);
  }

  public long sourceStatus(String namespace, String name, String field) {
    return Json.number(source(namespace, name).json(), 0, "status", field);
  }

  public void delete(String namespace, String name, DeleteOptions options) {
    admin.delete(Resources.REPLICA_SETS, new NamespacedName(namespace, name), options);
  }

  /// The replicas that a member's part asks for; -1 where there is no part.
  public int held(String cluster, String namespace, String name) {
    return member(cluster)
        .replicaSet(namespace, name)
        .map(part -> (int) Json.number(part.json(), 1, "spec", "replicas"))
        .orElse(-1);
  }

  public static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .untilAsserted(assertion);
  }

  @Override
  public void close() {
    stop();
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    }
  }
}
