package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.controllers.Controllers;
import io.ubernetes.controllers.cluster.ClusterConfig;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The life of objects in the federation, with kubectl: cascades, finalizers, namespaces, Events
/// that expire. The API server and the controllers run in this process and talk HTTPS.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GarbageCollectionIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration EVENT_TTL = Duration.ofSeconds(2);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private Kubectl kubectl;

  @BeforeAll
  void start(@TempDir Path data, @TempDir Path home) throws Exception {
    List<Path> binaries = Kubectl.oldestAndNewest().toList();
    own(
        FederationServer.start(
            new FederationServer.Config(data, "127.0.0.1", 0, List.of(), EVENT_TTL)));
    ClientFactory clients = own(new ClientFactory());
    ApiClient client = own(clients.fromKubeconfig(data.resolve("controllers.kubeconfig")));
    Controllers controllers =
        own(new Controllers(client, clients, ClusterConfig.DEFAULT, InstantSource.system()));
    assertThat(controllers.start(PATIENCE)).isTrue();
    kubectl = new Kubectl(binaries.getLast(), data.resolve("admin.kubeconfig"), home);
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  private String out(String... arguments) {
    return kubectl.run(arguments).orThrow().out();
  }

  private void apply(String manifest) {
    assertThat(kubectl.reading(manifest, "create", "-f", "-").orThrow().out()).contains("created");
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .untilAsserted(assertion);
  }

  private void owned(String name, String owner, String block) {
    String uid = out("get", "configmap", owner, "-o", "jsonpath={.metadata.uid}");
    apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: %s
          ownerReferences:
          - {apiVersion: v1, kind: ConfigMap, name: %s, uid: %s, blockOwnerDeletion: %s}
        """
            .formatted(name, owner, uid, block));
  }

  private void configMap(String name) {
    apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}}");
  }

  private boolean exists(String name) {
    return !out("get", "configmap", name, "--ignore-not-found", "-o", "name").isEmpty();
  }

  @Test
  void deleteWithEachCascadeDoesWhatKubectlSays() {
    configMap("owner");
    owned("child", "owner", "true");
    out("delete", "configmap", "owner", "--cascade=foreground");
    assertThat(exists("child")).isFalse();
    assertThat(exists("owner")).isFalse();
    configMap("owner");
    owned("child", "owner", "false");
    out("delete", "configmap", "owner");
    eventually(() -> assertThat(exists("child")).isFalse());
    configMap("owner");
    owned("child", "owner", "false");
    out("delete", "configmap", "owner", "--cascade=orphan");
    assertThat(exists("owner")).isFalse();
    assertThat(out("get", "configmap", "child", "-o", "jsonpath={.metadata.ownerReferences}"))
        .isEmpty();
    out("delete", "configmap", "child");
  }

  /// The definition is made long after the collector has started.
  @Test
  void customResourcesAreCollectedAsOwnersAndAsDependents() {
    apply(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: trees.gc.example.com}
        spec:
          group: gc.example.com
          scope: Namespaced
          names: {plural: trees, kind: Tree}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object}}
        """);
    eventually(() -> apply(tree("root", "")));
    collected("tree", "tree");
    collected("configmap", "tree");
    collected("tree", "configmap");
    out("delete", "crd", "trees.gc.example.com", "--timeout=60s");
  }

  /// Deletes an owner of one kind in all three ways.
  private void collected(String owner, String dependent) {
    String name = owner + "-of-" + dependent;
    family(owner, dependent, name);
    out("delete", owner, name, "--cascade=foreground", "--timeout=60s");
    assertThat(isThere(dependent, name + "-child")).isFalse();
    family(owner, dependent, name);
    out("delete", owner, name, "--cascade=background");
    eventually(() -> assertThat(isThere(dependent, name + "-child")).isFalse());
    family(owner, dependent, name);
    out("delete", owner, name, "--cascade=orphan", "--timeout=60s");
    assertThat(isThere(owner, name)).isFalse();
    String references = "jsonpath={.metadata.ownerReferences}";
    assertThat(out("get", dependent, name + "-child", "-o", references)).isEmpty();
    out("delete", dependent, name + "-child");
  }

  private void family(String owner, String dependent, String name) {
    apply(owner.equals("tree") ? tree(name, "") : object("v1", "ConfigMap", name, ""));
    String uid = out("get", owner, name, "-o", "jsonpath={.metadata.uid}");
    String reference =
        ", ownerReferences: [{apiVersion: %s, kind: %s, name: %s, uid: %s, blockOwnerDeletion: true}]"
            .formatted(
                owner.equals("tree") ? "gc.example.com/v1" : "v1",
                owner.equals("tree") ? "Tree" : "ConfigMap",
                name,
                uid);
    String child = name + "-child";
    apply(
        dependent.equals("tree")
            ? tree(child, reference)
            : object("v1", "ConfigMap", child, reference));
  }

  private static String tree(String name, String references) {
    return object("gc.example.com/v1", "Tree", name, references);
  }

  private static String object(String version, String kind, String name, String references) {
    return "{apiVersion: %s, kind: %s, metadata: {name: %s%s}}"
        .formatted(version, kind, name, references);
  }

  private boolean isThere(String kind, String name) {
    return !out("get", kind, name, "--ignore-not-found", "-o", "name").isEmpty();
  }

  @Test
  void aNamespaceTellsWhatItWaitsForAndGoes() {
    apply("{apiVersion: v1, kind: Namespace, metadata: {name: leaving}}");
    apply(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: held, namespace: leaving, finalizers:"
            + " [example.com/hold]}}");
    out("delete", "namespace", "leaving", "--wait=false");
    eventually(() ->
        assertThat(
                out(
                    "get",
                    "namespace",
                    "leaving",
                    "-o",
                    "jsonpath={.status.phase}"
                        + " {range .status.conditions[*]}{.type}={.status}: {.message}{\"\\n\"}"
                        + "{end}"))
            .contains(
                "Terminating",
                "NamespaceDeletionDiscoveryFailure=False: All resources successfully discovered",
                "NamespaceContentRemaining=True: Some resources are remaining: configmaps. has 1"
                    + " resource instances",
                "NamespaceFinalizersRemaining=True: Some content in the namespace has finalizers"
                    + " remaining: example.com/hold in 1 resource instances"));
    out(
        "patch",
        "configmap",
        "held",
        "-n",
        "leaving",
        "--type=merge",
        "-p",
        "{\"metadata\":{\"finalizers\":null}}");
    eventually(() ->
        assertThat(out("get", "namespace", "leaving", "--ignore-not-found", "-o", "name"))
            .isEmpty());
  }

  @Test
  void anEventGoesWhenItsTimeIsUp() throws Exception {
    Path manifest = Files.createTempFile("event", ".yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: Event
        metadata: {name: short}
        involvedObject: {kind: ConfigMap, namespace: default, name: c}
        reason: Test
        message: soon gone
        type: Normal
        """);
    out("create", "-f", manifest.toString());
    eventually(() ->
        assertThat(out("get", "event", "short", "--ignore-not-found", "-o", "name")).isEmpty());
    Files.delete(manifest);
  }
}
