package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.integration.Program.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What people do with kubectl, done with the oldest and the newest kubectl of this machine on the
/// federation's API server, each in a namespace of its own. Everything is validated by the server;
/// nothing is switched off.
@ParameterizedClass
@MethodSource("io.ubernetes.integration.Kubectl#oldestAndNewest")
final class KubectlIT extends OnAFederation {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final AtomicInteger namespaces = new AtomicInteger();

  private final Kubectl kubectl;
  private final String namespace = "team-" + namespaces.incrementAndGet();

  KubectlIT(Path binary, @TempDir Path home) {
    this.kubectl = new Kubectl(binary, adminKubeconfig(), home);
  }

  @BeforeEach
  void makeANamespace() {
    String manifest =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s}
        """
            .formatted(namespace);
    assertThat(kubectl.reading(manifest, "create", "-f", "-").orThrow().out())
        .isEqualTo("namespace/" + namespace + " created\n");
  }

  private Outcome run(String... arguments) {
    return kubectl.run(inNamespace(arguments));
  }

  private String out(String... arguments) {
    return run(arguments).orThrow().out();
  }

  private String[] inNamespace(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "--namespace=" + namespace;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return all;
  }

  private void create(String name, int replicas) {
    Path manifest = kubectl.write(name + ".yaml", Manifests.replicaSet(name, replicas));
    assertThat(out("create", "-f", manifest.toString()))
        .isEqualTo("replicaset.apps/" + name + " created\n");
  }

  private String field(String path) {
    return out("get", "rs", "web", "-o", "jsonpath={" + path + "}");
  }

  @Test
  void aReplicaSetIsCreatedShownAndDescribed() {
    create("web", 5);
    assertThat(out("get", "rs"))
        .containsPattern("NAME\\s+DESIRED\\s+CURRENT\\s+READY\\s+AGE\nweb\\s+5\\s+0\\s+0\\s+");
    assertThat(out("get", "rs", "web", "-o", "wide")).contains("CONTAINERS", "example/web:1");
    assertThat(out("get", "rs", "web", "-o", "name")).isEqualTo("replicaset.apps/web\n");
    assertThat(out("get", "rs", "-o", "yaml"))
        .contains("kind: List", "replicas: 5", "terminationGracePeriodSeconds: 30");
    assertThat(out("describe", "rs", "web"))
        .containsPattern("Name:\\s+web")
        .containsPattern("Namespace:\\s+" + namespace)
        .containsPattern("Selector:\\s+app=web")
        .containsPattern("Replicas:\\s+0 current / 5 desired")
        .contains("Pod Template:");
    assertThat(kubectl.run("get", "rs", "--all-namespaces").orThrow().out())
        .containsPattern(namespace + "\\s+web\\s+5");
  }

  @Test
  void aSecondCreateIsRefused() {
    create("web", 1);
    Path manifest = kubectl.write("again.yaml", Manifests.replicaSet("web", 1));
    assertThat(run("create", "-f", manifest.toString()).withExit(1).err())
        .contains("Error from server (AlreadyExists)")
        .contains("replicasets.apps \"web\" already exists");
  }

  @Test
  void aProxyGivesWhatItIsAskedForWithoutACertificate() throws Exception {
    create("web", 5);
    Path output = kubectl.home().resolve("proxy.txt");
    Process proxy = kubectl.start(output, "proxy", "--port=0");
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      awaitLine(output, "Starting to serve on 127\\.0\\.0\\.1:\\d+");
      String address = Files.readString(output).strip().replaceFirst(".* on ", "http://");
      URI web = URI.create(address + "/apis/apps/v1/namespaces/" + namespace + "/replicasets/web");
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(web).build(), HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"kind\":\"ReplicaSet\"", "\"replicas\":5");
    } finally {
      proxy.destroy();
      assertThat(proxy.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aWatchShowsEachChange() throws Exception {
    create("web", 5);
    Path output = kubectl.home().resolve("watch.txt");
    Process watch = kubectl.start(output, inNamespace("get", "rs", "web", "-w"));
    try {
      awaitLine(output, "web\\s+5\\s+0\\s+0.*");
      out("scale", "rs/web", "--replicas=7");
      awaitLine(output, "web\\s+7\\s+0\\s+0.*");
      out("delete", "rs", "web");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(Files.readAllLines(output).stream().filter(line -> line.contains("7")))
                  .as("the last state is shown once more for the deletion: %s", output)
                  .hasSize(2));
    } finally {
      watch.destroyForcibly().waitFor();
    }
  }

  private static void awaitLine(Path output, String pattern) {
    await("a line like " + pattern + " in " + output)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(Files.readAllLines(output)).anyMatch(line -> line.matches(pattern)));
  }

  @Test
  void itIsScaledLabelledAndAnnotated() {
    create("web", 2);
    assertThat(out("scale", "rs/web", "--replicas=4")).isEqualTo("replicaset.apps/web scaled\n");
    assertThat(field(".spec.replicas")).isEqualTo("4");
    assertThat(run("scale", "rs/web", "--current-replicas=9", "--replicas=1").withExit(1).err())
        .contains("Expected replicas to be 9, was 4");

    assertThat(out("label", "rs", "web", "tier=front")).contains("replicaset.apps/web labeled");
    assertThat(out("get", "rs", "-l", "tier=front", "-o", "name")).contains("web");
    assertThat(out("get", "rs", "-l", "tier in (back)", "-o", "name")).isEmpty();
    assertThat(run("label", "rs", "web", "tier=back").withExit(1).err())
        .contains("already has a value (front), and --overwrite is false");
    out("label", "rs", "web", "tier-");
    assertThat(out("get", "rs", "-l", "tier", "-o", "name")).isEmpty();

    assertThat(out("annotate", "rs", "web", "note=hello")).contains("annotate");
    assertThat(field(".metadata.annotations.note")).isEqualTo("hello");
    assertThat(run("label", "rs", "web", "bad=-x-").withExit(1).err())
        .contains("a valid label must be an empty string or consist of alphanumeric characters");
  }

  @Test
  void itIsEdited() throws IOException {
    create("web", 2);
    Path editor =
        kubectl.write("edit.sh", "#!/bin/sh\nsed -i 's/replicas: 2/replicas: 6/' \"$1\"\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment = Map.of("KUBE_EDITOR", editor.toString());
    assertThat(kubectl.run(environment, "", inNamespace("edit", "rs", "web")).orThrow().out())
        .isEqualTo("replicaset.apps/web edited\n");
    assertThat(field(".spec.replicas")).isEqualTo("6");
    assertThat(kubectl.run(environment, "", inNamespace("edit", "rs", "web")).orThrow().all())
        .contains("Edit cancelled, no changes made.");
  }

  @Test
  void itIsAppliedTwiceAndCompared() {
    String first = kubectl.write("first.yaml", Manifests.replicaSet("web", 2)).toString();
    assertThat(run("diff", "-f", first).withExit(1).out()).contains("+kind: ReplicaSet");
    assertThat(out("apply", "-f", first)).isEqualTo("replicaset.apps/web created\n");
    assertThat(out("apply", "-f", first)).isEqualTo("replicaset.apps/web unchanged\n");
    assertThat(run("diff", "-f", first).orThrow().out()).isEmpty();

    String second = kubectl.write("second.yaml", Manifests.replicaSet("web", 3)).toString();
    assertThat(run("diff", "-f", second).withExit(1).out())
        .contains("-  replicas: 2", "+  replicas: 3");
    assertThat(out("apply", "-f", second, "--dry-run=server")).contains("(server dry run)");
    assertThat(field(".spec.replicas")).isEqualTo("2");
    assertThat(out("apply", "-f", second)).isEqualTo("replicaset.apps/web configured\n");
    assertThat(field(".spec.replicas")).isEqualTo("3");
  }

  @Test
  void itIsAppliedByTheServer() {
    String manifest = kubectl.write("web.yaml", Manifests.replicaSet("web", 2)).toString();
    assertThat(out("apply", "--server-side", "-f", manifest))
        .isEqualTo("replicaset.apps/web serverside-applied\n");
    out("apply", "--server-side", "-f", manifest);
    out("scale", "rs/web", "--replicas=5");
    assertThat(run("apply", "--server-side", "-f", manifest).withExit(1).err())
        .contains("conflict", ".spec.replicas");
    out("apply", "--server-side", "--force-conflicts", "-f", manifest);
    assertThat(field(".spec.replicas")).isEqualTo("2");
  }

  @Test
  void itIsPatchedInEachOfTheThreeWays() {
    create("web", 2);
    out("patch", "rs", "web", "--type=merge", "-p", "{\"spec\":{\"replicas\":3}}");
    assertThat(field(".spec.replicas")).isEqualTo("3");
    out(
        "patch",
        "rs",
        "web",
        "--type=json",
        "-p",
        "[{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}]");
    assertThat(field(".spec.replicas")).isEqualTo("4");
    out(
        "patch",
        "rs",
        "web",
        "--type=strategic",
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"example/side:1\"}]}}}}");
    assertThat(field(".spec.template.spec.containers[*].name")).isEqualTo("side web");
    assertThat(
            run("patch", "rs", "web", "--type=merge", "-p", "{\"spec\":{\"replicas\":-1}}")
                .withExit(1)
                .err())
        .contains("must be greater than or equal to 0");
    out("set", "image", "rs/web", "web=example/web:2");
    assertThat(field(".spec.template.spec.containers[?(@.name=='web')].image"))
        .isEqualTo("example/web:2");
  }

  @Test
  void itIsWaitedForAndDeleted() throws Exception {
    create("web", 2);
    Path output = kubectl.home().resolve("wait.txt");
    out("wait", "rs/web", "--for=jsonpath={.spec.replicas}=2", "--timeout=90s");
    Process wait =
        kubectl.start(output, inNamespace("wait", "rs/web", "--for=delete", "--timeout=150s"));
    assertThat(out("delete", "rs", "web")).contains("replicaset.apps \"web\" deleted");
    assertThat(wait.waitFor()).as(Files.readString(output)).isZero();
    assertThat(run("get", "rs", "web").withExit(1).err())
        .isEqualTo("Error from server (NotFound): replicasets.apps \"web\" not found\n");
    assertThat(run("get", "rs").orThrow().err())
        .isEqualTo("No resources found in " + namespace + " namespace.\n");
  }

  @Test
  void manyAreListedPageByPageAndDeletedAtOnce() {
    StringBuilder manifests = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      manifests.append("---\n").append(Manifests.replicaSet("web-" + i, 1));
    }
    kubectl.reading(manifests.toString(), inNamespace("create", "-f", "-")).orThrow();
    assertThat(out("get", "rs", "--chunk-size=2", "-o", "name").lines()).hasSize(7);
    assertThat(out("get", "rs", "--field-selector=metadata.name=web-3", "-o", "name").lines())
        .containsExactly("replicaset.apps/web-3");
    assertThat(out("delete", "rs", "--all").lines()).hasSize(7);
    assertThat(out("get", "rs", "-o", "name")).isEmpty();
  }

  @Test
  void kindsAreListedAndExplained() {
    assertThat(out("api-resources"))
        .containsPattern("replicasets\\s+rs\\s+apps/v1\\s+true\\s+ReplicaSet")
        .containsPattern("namespaces\\s+ns\\s+v1\\s+false\\s+Namespace")
        .containsPattern("clusters\\s+.*federation.ubernetes.io/v1beta1\\s+false\\s+Cluster")
        .containsPattern("placements\\s+.*federation.ubernetes.io/v1beta1\\s+true\\s+Placement")
        .contains("propagationpolicies");
    assertThat(out("api-versions")).contains("apps/v1", "federation.ubernetes.io/v1beta1");
    assertThat(out("explain", "rs.spec.replicas")).contains("replicas").contains("integer");
    assertThat(out("explain", "rs", "--recursive")).contains("containers", "imagePullPolicy");
    assertThat(out("explain", "propagationpolicies.spec")).contains("clusterAffinity");
    assertThat(out("explain", "placements", "--recursive")).contains("destClusters");
    assertThat(run("explain", "rs.spec.nothing").withExit(1).err()).contains("nothing");
  }

  @Test
  void everyKindIsExplainedWithAllItsFields() {
    List<String> kinds = out("api-resources", "--no-headers").lines().toList();

    assertThat(kinds).hasSizeGreaterThan(40);
    for (String kind : kinds) {
      String[] words = kind.trim().split("\\s+"); // the short names may be missing
      String version = words[words.length - 3];
      assertThat(out("explain", words[0], "--recursive", "--api-version=" + version))
          .as(kind)
          .contains("FIELDS:", "apiVersion", "kind");
    }
  }

  @Test
  void theServersVersionAndHealthAreShown() {
    assertThat(out("version")).contains("Server Version");
    assertThat(out("get", "--raw", "/readyz")).isEqualTo("ok");
    assertThat(out("cluster-info")).contains(server.url());
  }

  @Test
  void aBadManifestIsRefusedInKubernetesWords() {
    String mismatch =
        Manifests.replicaSet("web", 2).replace("labels: {app: web}", "labels: {app: other}");
    assertThat(refused(mismatch))
        .contains(
            "The ReplicaSet \"web\" is invalid: spec.template.metadata.labels: Invalid value:")
        .contains("`selector` does not match template `labels`");
    assertThat(refused(Manifests.replicaSet("web", -2)))
        .contains("The ReplicaSet \"web\" is invalid: spec.replicas: Invalid value: -2:")
        .contains("must be greater than or equal to 0");
    assertThat(refused(Manifests.replicaSet("web", 2).replace("replicas: 2", "replicaz: 2")))
        .contains("strict decoding error: unknown field \"spec.replicaz\"");
    assertThat(refused(Manifests.replicaSet("web", 2).replace("replicas: 2", "replicas: two")))
        .contains("ReplicaSet in version \"v1\" cannot be handled as a ReplicaSet");
    assertThat(refused(Manifests.replicaSet("Web_1", 2)))
        .contains("a lowercase RFC 1123 subdomain");
    assertThat(refused("kind: [")).contains("error");
    // Older versions look for a custom resource of that name first, and speak of that.
    assertThat(refused(Manifests.replicaSet("web", 2).replace("ReplicaSet", "ReplicaSett")))
        .containsPattern("no matches for kind \"ReplicaSett\"|failed to list CRDs");
    assertThat(out("get", "rs", "-o", "name")).isEmpty();
  }

  private String refused(String manifest) {
    Path file = kubectl.write("bad.yaml", manifest);
    String created = run("create", "-f", file.toString()).withExit(1).err();
    assertThat(run("apply", "-f", file.toString()).withExit(1).err()).isNotEmpty();
    return created;
  }

  @Test
  void nothingIsShownToAStranger() throws IOException {
    Path stranger = kubectl.home().resolve("stranger.kubeconfig");
    Files.writeString(stranger, KubeconfigFile.read(adminKubeconfig()).withToken("guessed"));
    Kubectl without = new Kubectl(kubectl.binary(), stranger, kubectl.home().resolve("stranger"));
    Files.createDirectory(without.home());
    assertThat(without.run("get", "rs", "--all-namespaces").withExit(1).err())
        .contains("You must be logged in to the server");
    assertThat(without.run("get", "--raw", "/apis/apps/v1/replicasets").withExit(1).err())
        .contains("Unauthorized");
    String manifest = without.write("web.yaml", Manifests.replicaSet("web", 1)).toString();
    assertThat(without.run("create", "-f", manifest).withExit(1).err())
        .containsPattern("logged in|provide credentials");
    assertThat(run("get", "rs", "-o", "name").orThrow().out()).isEmpty();
  }

  @Test
  void aPolicyIsAppliedAndShown() {
    Path policy =
        kubectl.write(
            "policy.yaml",
            """
            apiVersion: federation.ubernetes.io/v1beta1
            kind: PropagationPolicy
            metadata: {name: default}
            spec:
              replicas:
                clusters:
                  a: {weight: 2, maxReplicas: 10}
                  "*": {weight: 1, minReplicas: 1}
            """);
    assertThat(out("apply", "-f", policy.toString())).contains("default created");
    assertThat(out("apply", "-f", policy.toString())).contains("default unchanged");
    assertThat(out("get", "propagationpolicies")).contains("default");
    assertThat(out("describe", "propagationpolicy", "default")).contains("Min Replicas");
    Path bad =
        kubectl.write(
            "bad-policy.yaml",
            """
            apiVersion: federation.ubernetes.io/v1beta1
            kind: PropagationPolicy
            metadata: {name: bad}
            spec: {replicas: {clusters: {a: {weight: -1}}}}
            """);
    assertThat(run("create", "-f", bad.toString()).withExit(1).err())
        .contains("PropagationPolicy", "bad", "weight");
  }
}
