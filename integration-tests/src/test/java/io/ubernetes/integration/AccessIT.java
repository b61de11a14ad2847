package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.integration.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may what, asked for and tried with the oldest and the newest kubectl of this machine: roles
/// and bindings, `kubectl auth`, impersonation, tokens of service accounts, and nobody at all.
@ParameterizedClass
@MethodSource("io.ubernetes.integration.Kubectl#oldestAndNewest")
final class AccessIT extends OnAFederation {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final AtomicInteger namespaces = new AtomicInteger();

  private final Kubectl admin;
  private final String namespace = "access-" + namespaces.incrementAndGet();

  AccessIT(Path binary, @TempDir Path home) {
    this.admin = new Kubectl(binary, adminKubeconfig(), home);
  }

  @BeforeEach
  void makeANamespace() {
    apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: " + namespace + "}\n");
  }

  private void apply(String manifest) {
    admin.reading(manifest, "apply", "-f", "-").orThrow();
  }

  private String[] here(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--namespace=" + namespace));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  private Outcome run(String... arguments) {
    return admin.run(here(arguments));
  }

  private void bind(String name, String role, String subject) {
    apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: %s, namespace: %s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
        subjects: [%s]
        """
            .formatted(name, namespace, role, subject));
  }

  private static String user(String name) {
    return "{apiGroup: rbac.authorization.k8s.io, kind: User, name: " + name + "}";
  }

  private void awaitYes(String... question) {
    soon().untilAsserted(() -> assertThat(run(canI(question)).out()).isEqualTo("yes\n"));
  }

  private static String[] canI(String... question) {
    List<String> all = new ArrayList<>(List.of("auth", "can-i"));
    all.addAll(List.of(question));
    return all.toArray(String[]::new);
  }

  @Test
  void theRolesOfKubernetesAreThereAndSummedUp() {
    assertThat(admin.run("get", "clusterroles", "-o", "name").orThrow().out())
        .contains("clusterrole.rbac.authorization.k8s.io/cluster-admin\n")
        .contains("clusterrole.rbac.authorization.k8s.io/system:discovery\n")
        .contains("clusterrole.rbac.authorization.k8s.io/system:ubernetes:scheduler\n");
    soon()
        .untilAsserted(() ->
            assertThat(admin.run("describe", "clusterrole", "view").orThrow().out())
                .contains("configmaps", "propagationpolicies.federation.ubernetes.io"));
    assertThat(admin.run("describe", "clusterrolebinding", "cluster-admin").orThrow().out())
        .contains("system:masters");
  }

  @Test
  void aTeamGetsANamespaceAndNothingElse() {
    assertThat(run("auth", "can-i", "create", "configmaps", "--as=jane").all()).contains("no");
    bind("jane", "edit", user("jane"));
    awaitYes("create", "configmaps", "--as=jane");
    awaitYes("update", "replicasets.apps", "--subresource=scale", "--as=jane");

    assertThat(run("get", "configmaps", "--as=jane").orThrow().out()).isEmpty();
    assertThat(run("get", "roles", "--as=jane").withExit(1).err())
        .contains(
            "roles.rbac.authorization.k8s.io is forbidden: User \"jane\" cannot list resource"
                + " \"roles\" in API group \"rbac.authorization.k8s.io\" in the namespace \""
                + namespace
                + "\"");
    assertThat(admin.run("get", "configmaps", "-n", "default", "--as=jane").withExit(1).err())
        .contains("in the namespace \"default\"");
    assertThat(admin.run("get", "clusters.federation.ubernetes.io", "--as=jane").withExit(1).err())
        .contains("at the cluster scope");

    run("delete", "rolebinding", "jane").orThrow();
    soon()
        .untilAsserted(() ->
            assertThat(run("auth", "can-i", "create", "configmaps", "--as=jane").out())
                .startsWith("no"));
  }

  @Test
  void kubectlSaysWhatSomebodyMay() {
    bind("joe", "view", user("joe"));
    awaitYes("list", "configmaps", "--as=joe");

    assertThat(run("auth", "can-i", "--list", "--as=joe").orThrow().out())
        .containsPattern(
            "selfsubjectaccessreviews.authorization.k8s.io\\s+\\[\\]\\s+\\[\\]\\s+\\[create\\]")
        .containsPattern("\\[/api/\\*\\]");
    assertThat(run("auth", "can-i", "get", "/healthz", "--as=joe").out()).isEqualTo("yes\n");
    assertThat(run("auth", "can-i", "*", "*").out()).isEqualTo("yes\n");
    Outcome refused = run("auth", "can-i", "delete", "secrets", "--as=joe");
    assertThat(refused.out()).startsWith("no");
    assertThat(refused.exit()).isEqualTo(1);
  }

  @Test
  void kubectlSaysWhoOneIs() {
    Outcome mine = admin.run("auth", "whoami", "-o", "json");
    if (admin.binary().getFileName().toString().endsWith(".1.27")) {
      // It knows only the versions before v1, which Kubernetes of today does not serve either.
      assertThat(mine.withExit(1).err()).contains("API is not enabled in the cluster");
      return;
    }
    assertThat(mine.orThrow().out()).contains("\"username\": \"admin\"", "system:masters");
    Outcome other =
        admin.run("auth", "whoami", "--as=jane", "--as-group=devs", "--as-uid=7", "-o", "json");
    assertThat(other.orThrow().out())
        .contains("\"username\": \"jane\"", "\"devs\"", "\"uid\": \"7\"");
  }

  @Test
  void kubectlReconcilesRolesAndBindings() {
    String manifest =
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: reader, namespace: %1$s}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: readers, namespace: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: jim}]
        """
            .formatted(namespace);
    assertThat(admin.reading(manifest, "auth", "reconcile", "-f", "-").orThrow().out())
        .contains("reader reconciled")
        .contains("readers reconciled");
    awaitYes("list", "configmaps", "--as=jim");
    String more = manifest.replace("[get, list]", "[get, watch]");
    assertThat(admin.reading(more, "auth", "reconcile", "-f", "-").orThrow().out())
        .contains("reader reconciled");
    assertThat(run("get", "role", "reader", "-o", "jsonpath={.rules[*].verbs[*]}").orThrow().out())
        .contains("get", "list", "watch");
  }

  @Test
  void nobodyGivesAwayMoreThanTheyHave() {
    apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: role-writer, namespace: %1$s}
        rules:
        - {apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, create, patch]}
        - {apiGroups: [""], resources: [configmaps], verbs: [get, list]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: role-writer, namespace: %1$s}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: role-writer}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: kim}]
        """
            .formatted(namespace));
    awaitYes("create", "roles", "--as=kim");

    Path less = admin.write("less.yaml", role("less", "configmaps", "get"));
    run("create", "-f", less.toString(), "--as=kim").orThrow();
    Path more = admin.write("more.yaml", role("more", "secrets", "get, list"));
    assertThat(run("create", "-f", more.toString(), "--as=kim").withExit(1).err())
        .contains(
            "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"kim\""
                + " (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not"
                + " currently held:\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}");
    assertThat(
            run(
                    "create",
                    "rolebinding",
                    "self",
                    "--clusterrole=admin",
                    "--user=kim",
                    "--as=kim",
                    "--dry-run=server")
                .exit())
        .isEqualTo(1);
  }

  private String role(String name, String resource, String verbs) {
    return """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: %s, namespace: %s}
    rules: [{apiGroups: [""], resources: [%s], verbs: [%s]}]
    """
        .formatted(name, namespace, resource, verbs);
  }

  @Test
  void impersonationIsARightOfItsOwn() {
    assertThat(run("get", "configmaps", "--as=lee", "--as-group=system:masters").orThrow().out())
        .isEmpty();
    Path token = tokenFile("plain", "--duration=1h");
    Kubectl plain = withToken("plain", token);
    assertThat(plain.run(here("get", "configmaps", "--as=lee")).withExit(1).err())
        .contains("User \"system:serviceaccount:" + namespace + ":plain\" cannot impersonate");
  }

  @Test
  void aServiceAccountWorksWithItsTokenUntilItIsGone() {
    Path token = tokenFile("robot", "--duration=1h");
    Kubectl robot = withToken("robot", token);
    assertThat(robot.run(here("get", "configmaps")).withExit(1).err())
        .contains("User \"system:serviceaccount:" + namespace + ":robot\" cannot list resource");

    bind("robots", "view", "{kind: ServiceAccount, name: robot, namespace: " + namespace + "}");
    soon()
        .untilAsserted(() -> assertThat(robot.run(here("get", "configmaps")).exit()).isEqualTo(0));

    run("delete", "serviceaccount", "robot").orThrow();
    soon()
        .untilAsserted(() ->
            assertThat(robot.run(here("get", "configmaps")).err())
                .containsAnyOf("You must be logged in to the server", "Unauthorized"));
  }

  private Path tokenFile(String account, String... options) {
    apply(
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: %s}\n"
            .formatted(account, namespace));
    List<String> command = new ArrayList<>(List.of("create", "token", account));
    command.addAll(List.of(options));
    String token = run(command.toArray(String[]::new)).orThrow().out().strip();
    assertThat(token.split("\\.")).hasSize(3);
    return admin.write(account + ".token", token);
  }

  /// A kubeconfig with nothing but the server and a token.
  private Kubectl withToken(String name, Path token) {
    try {
      String config =
          """
          apiVersion: v1
          kind: Config
          clusters:
          - name: c
            cluster: {server: "%s", certificate-authority: %s}
          users:
          - name: u
            user: {token: %s}
          contexts:
          - {name: x, context: {cluster: c, user: u}}
          current-context: x
          """
              .formatted(server.url(), data.resolve("ca.crt"), Files.readString(token));
      Path file = admin.write(name + ".kubeconfig", config);
      return new Kubectl(admin.binary(), file, admin.home());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  @Test
  void aSecretThatAsksForATokenGetsOne() {
    apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: ci, namespace: %1$s}
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: ci-token
          namespace: %1$s
          annotations: {kubernetes.io/service-account.name: ci}
        type: kubernetes.io/service-account-token
        """
            .formatted(namespace));
    soon()
        .untilAsserted(() ->
            assertThat(run("describe", "secret", "ci-token").orThrow().out())
                .containsPattern("token:\\s+ey")
                .containsPattern("namespace:\\s+\\d+ bytes")
                .containsPattern("ca.crt:\\s+\\d+ bytes"));
  }

  @Test
  void whoSaysNothingIsAnonymousAndSeesOnlyHealthAndVersion() throws Exception {
    KubeconfigFile file = KubeconfigFile.read(adminKubeconfig());
    try (HttpsClient nobody = HttpsClient.withoutIdentity(file)) {
      assertThat(nobody.send("GET", "/healthz", "", "").statusCode()).isEqualTo(200);
      assertThat(nobody.send("GET", "/version", "", "").statusCode()).isEqualTo(200);
      for (String path : List.of("/api", "/apis", "/openapi/v2", "/metrics", "/openid/v1/jwks")) {
        assertThat(nobody.send("GET", path, "", "").statusCode()).as(path).isEqualTo(403);
      }
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(PATIENCE);
  }
}
