package io.ubernetes.cli.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.cli.kubeconfig.KubeconfigContext;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Connection;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.SimulatedCluster;
import io.ubernetes.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Joining and letting go, with a real federation API server and simulated members over HTTPS.
class JoinerTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final NamespacedName CREDENTIAL =
      new NamespacedName(Federation.SYSTEM_NAMESPACE, "member-east");

  @TempDir private Path directory = Path.of("");

  private FederationServer server;
  private Simulator simulator;
  private ClientFactory clients;
  private ApiClient federation;
  private ApiClient member;
  private Joiner joiner;
  private Leaver leaver;

  @BeforeEach
  void start() throws IOException {
    server =
        FederationServer.start(
            new FederationServer.Config(directory.resolve("f"), "127.0.0.1", 0, List.of()));
    simulator =
        Simulator.start(
            Simulator.Config.of(directory.resolve("m"), 2, 1, NodeShape.DEFAULT, Duration.ZERO, 0));
    clients = new ClientFactory();
    federation = context(directory.resolve("f/admin.kubeconfig")).connect(clients);
    member = context(cluster(1).kubeconfig()).connect(clients);
    joiner = new Joiner(clients, federation);
    leaver = new Leaver(clients, federation);
  }

  @AfterEach
  void stop() {
    member.close();
    federation.close();
    clients.close();
    simulator.close();
    server.close();
  }

  @Test
  void aMemberIsJoinedWithWhatIsSaidOfIt() throws InterruptedException {
    MemberTraits traits =
        new MemberTraits(
            "aws",
            "eu",
            "eu-a",
            Map.of("tier", "gold"),
            List.of(new Taint("gpu", "yes", "NoSchedule")));

    Joiner.Joined joined = joiner.join(new JoinRequest("east", context(1), traits));

    assertThat(joined.version()).startsWith("v1.");
    ApiObject east = read("east").orElseThrow();
    assertThat(east.labels()).containsEntry("tier", "gold");
    assertThat(east.json().at("/spec").toString())
        .isEqualTo(
            """
            {"server":"%s","credentialRef":{"namespace":"federation-system","name":"member-east"},\
            "provider":"aws","region":"eu","zone":"eu-a",\
            "taints":[{"key":"gpu","value":"yes","effect":"NoSchedule"}]}\
            """
                .formatted(cluster(1).url()));
  }

  @Test
  void theStoredCredentialMayDoWhatTheFederationDoesAndNoMore() throws InterruptedException {
    var _ = joiner.join(east());

    try (ApiClient identity = clients.connect(stored())) {
      assertThat(identity.list(ApiResources.NODES).items()).hasSize(1);
      ApiObject namespace = ApiObject.of(ApiResources.NAMESPACES.kind(), "", "shop");
      assertThat(identity.create(ApiResources.NAMESPACES, namespace).uid()).isNotEmpty();
      assertForbidden(() -> identity.list(ApiResources.SECRETS));
      assertForbidden(() -> identity.delete(ApiResources.PODS, new NamespacedName("shop", "p")));
      assertForbidden(() -> identity.list(MemberIdentity.CLUSTER_ROLES));
    }
  }

  @Test
  void joiningAgainChangesWhatIsSaidAndNothingElse() throws InterruptedException {
    var _ = joiner.join(east());
    String uid = read("east").orElseThrow().uid();
    Connection before = stored();

    MemberTraits traits = new MemberTraits("", "us", "", Map.of(), List.of());
    var _ = joiner.join(new JoinRequest("east", context(1), traits));

    assertThat(read("east").orElseThrow().uid()).isEqualTo(uid);
    assertThat(read("east").orElseThrow().json().at("/spec/region").asString()).isEqualTo("us");
    assertThat(stored()).isEqualTo(before);
  }

  @Test
  void theFederationIsNoMemberOfItself() {
    assertRefused(
        "west", context(directory.resolve("f/admin.kubeconfig")), "the federation itself");
  }

  @Test
  void aMemberJoinsUnderOneNameAndANameIsOfOneMember() throws InterruptedException {
    var _ = joiner.join(east());

    assertRefused("west", context(1), "joined already, as east");
    assertThatThrownBy(() -> joiner.join(new JoinRequest("east", context(2), MemberTraits.NONE)))
        .isInstanceOf(JoinException.class)
        .hasMessageContaining("another member east");
  }

  @Test
  void whatIsNoFederationIsToldSo() {
    assertThatThrownBy(() -> new Joiner(clients, member).join(east()))
        .isInstanceOf(JoinException.class)
        .hasMessageContaining("no Ubernetes federation");
  }

  @Test
  void anUnreachableMemberLeavesNothing() {
    KubeconfigContext context = context(1);
    cluster(1).stop();

    assertRefused("east", context, "cannot be reached");
  }

  @Test
  void aWrongCredentialLeavesNothing() throws IOException {
    // The other member's administrator, at this member's address.
    String text = Files.readString(cluster(2).kubeconfig());
    String authority =
        "certificate-authority-data: "
            + Files.readString(cluster(1).kubeconfig())
                .replaceAll("(?s).*certificate-authority-data: (\\S+).*", "$1");
    Path wrong =
        Files.writeString(
            directory.resolve("wrong"),
            text.replace(cluster(2).url(), cluster(1).url())
                .replaceAll("certificate-authority-data: \\S+", authority));

    assertRefused("east", context(wrong), cluster(1).url());
    assertMemberIsUntouched();
  }

  /// The federation's own identity may not make identities, and so stands for any weak user.
  @Test
  void aUserWithoutTheRightsIsToldWhichOneIsMissingAndChangesNothing() throws Exception {
    var _ = joiner.join(east());
    String uid = read("east").orElseThrow().uid();
    Connection before = stored();
    String token =
        MemberIdentity.data(
            federation.get(ApiResources.SECRETS, CREDENTIAL).orElseThrow(), "token");

    KubeconfigContext weak = context(withToken(cluster(1), token));
    assertThatThrownBy(() -> joiner.join(new JoinRequest("east", weak, MemberTraits.NONE)))
        .isInstanceOf(JoinException.class)
        .hasMessageContaining("does not let this user create serviceaccounts");

    assertThat(read("east").orElseThrow().uid()).isEqualTo(uid);
    assertThat(stored()).isEqualTo(before);
    try (ApiClient identity = clients.connect(stored())) {
      assertThat(identity.list(ApiResources.NODES).items()).hasSize(1);
    }
    assertRefused("west", context(withToken(cluster(2), token)), cluster(2).url());
  }

  @Test
  void anotherAuthorityIsNotBelieved() throws IOException {
    String text = Files.readString(cluster(1).kubeconfig());
    Path wrong =
        Files.writeString(
            directory.resolve("wrong-authority"),
            text.replaceAll(
                "certificate-authority-data: \\S+",
                "certificate-authority-data: " + authority(cluster(2))));
    assertRefused("east", context(wrong), cluster(1).url());
    assertMemberIsUntouched();
  }

  @Test
  void theRightsOfTheFederationInAMemberAreTheLeast() throws InterruptedException {
    var _ = joiner.join(east());
    var role = member.get(MemberIdentity.CLUSTER_ROLES, role()).orElseThrow().json();
    assertThat(role.at("/rules").toString()).doesNotContain("\"*\"");
    try (ApiClient identity = clients.connect(stored())) {
      for (Right right :
          List.of(
              new Right("create", "apps", "replicasets", "shop"),
              new Right("patch", "apps", "replicasets", "shop"),
              new Right("watch", "", "pods", ""),
              new Right("watch", "", "nodes", ""))) {
        assertThat(right.isGranted(identity)).as("%s", right).isTrue();
      }
      for (Right right :
          List.of(
              new Right("get", "", "secrets", Federation.SYSTEM_NAMESPACE),
              new Right("create", "", "pods", "shop"),
              new Right("patch", "", "nodes", ""),
              new Right("create", "", "serviceaccounts", Federation.SYSTEM_NAMESPACE),
              new Right("impersonate", "", "users", ""),
              new Right("escalate", "rbac.authorization.k8s.io", "clusterroles", ""),
              new Right("bind", "rbac.authorization.k8s.io", "clusterroles", ""),
              new Right("create", "rbac.authorization.k8s.io", "clusterrolebindings", ""),
              new Right("update", "rbac.authorization.k8s.io", "clusterroles", ""))) {
        assertThat(right.isGranted(identity)).as("%s", right).isFalse();
      }
    }
  }

  private Path withToken(SimulatedCluster at, String token) throws IOException {
    return Files.writeString(
        directory.resolve("token-for-" + at.name()),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
        contexts: [{name: c, context: {cluster: c, user: u}}]
        users: [{name: u, user: {token: "%s"}}]
        """
            .formatted(at.url(), authority(at), token));
  }

  private static String authority(SimulatedCluster cluster) throws IOException {
    return Files.readString(cluster.kubeconfig())
        .replaceAll("(?s).*certificate-authority-data: (\\S+).*", "$1");
  }

  @Test
  void aNamespaceOfSomebodyElseIsNotTouched() {
    ApiObject theirs = ApiObject.of(ApiResources.NAMESPACES.kind(), "", "federation-system");
    String uid = member.create(ApiResources.NAMESPACES, theirs).uid();

    assertRefused("east", context(1), "namespace federation-system already");
    assertThat(MemberIdentity.namespaceOf(member).orElseThrow().uid()).isEqualTo(uid);
    assertThat(member.get(MemberIdentity.CLUSTER_ROLES, role())).isEmpty();
  }

  /// The last step is refused: everything before it is undone, on both sides.
  @Test
  void aJoinThatTheFederationRefusesAtTheEndIsUndone() {
    MemberTraits tooLong = new MemberTraits("p".repeat(64), "", "", Map.of(), List.of());

    assertThatThrownBy(() -> joiner.join(new JoinRequest("east", context(1), tooLong)))
        .isInstanceOf(JoinException.class)
        .hasMessageContaining("provider");
    assertNothingIsLeft("east");
    Awaitility.await().atMost(PATIENCE).untilAsserted(this::assertMemberIsUntouched);
  }

  @Test
  void aMemberThatIsLetGoForgetsTheFederation() throws InterruptedException {
    var _ = joiner.join(east());
    ApiObject workloads = ApiObject.of(ApiResources.NAMESPACES.kind(), "", "shop");
    String uid = member.create(ApiResources.NAMESPACES, workloads).uid();

    assertThat(leaver.leave("east")).isEmpty();

    assertNothingIsLeft("east");
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(MemberIdentity.namespaceOf(member)).isEmpty());
    assertThat(member.get(ApiResources.NAMESPACES, NamespacedName.clusterScoped("shop")))
        .map(ApiObject::uid)
        .contains(uid);
    var _ = joiner.join(east());
    assertThat(read("east")).isPresent();
  }

  @Test
  void aDeadMemberIsLetGoAndThatIsSaid() throws InterruptedException {
    var _ = joiner.join(east());
    cluster(1).stop();

    assertThat(leaver.leave("east"))
        .singleElement()
        .asString()
        .contains("does not answer", "federation-system", MemberIdentity.ROLE);
    assertNothingIsLeft("east");
  }

  @Test
  void whoNeverJoinedCannotLeave() {
    assertThatThrownBy(() -> leaver.leave("nobody"))
        .isInstanceOf(JoinException.class)
        .hasMessage("there is no member nobody");
  }

  private JoinRequest east() {
    return new JoinRequest("east", context(1), MemberTraits.NONE);
  }

  private SimulatedCluster cluster(int number) {
    return simulator.cluster("member-" + number);
  }

  private KubeconfigContext context(int number) {
    return context(cluster(number).kubeconfig());
  }

  private static KubeconfigContext context(Path kubeconfig) {
    return Kubeconfigs.read(kubeconfig, "");
  }

  private Optional<ApiObject> read(String name) {
    return federation.get(ApiResources.CLUSTERS, NamespacedName.clusterScoped(name));
  }

  /// The connection that the federation's controllers make of what is stored.
  private Connection stored() {
    ApiObject secret = federation.get(ApiResources.SECRETS, CREDENTIAL).orElseThrow();
    return new Connection(
        cluster(1).url(),
        MemberIdentity.data(secret, "ca.crt"),
        new Connection.Credential.Token(MemberIdentity.data(secret, "token")));
  }

  private void assertRefused(String name, KubeconfigContext context, String why) {
    assertThatThrownBy(() -> joiner.join(new JoinRequest(name, context, MemberTraits.NONE)))
        .isInstanceOf(JoinException.class)
        .hasMessageContaining(why);
    assertNothingIsLeft(name);
  }

  private void assertNothingIsLeft(String name) {
    assertThat(read(name)).isEmpty();
    assertThat(federation.get(ApiResources.SECRETS, FederationSide.credentialOf(name))).isEmpty();
  }

  private void assertMemberIsUntouched() {
    assertThat(MemberIdentity.namespaceOf(member)).isEmpty();
    for (ApiResource resource :
        List.of(MemberIdentity.CLUSTER_ROLES, MemberIdentity.CLUSTER_ROLE_BINDINGS)) {
      assertThat(member.get(resource, role())).isEmpty();
    }
  }

  private static NamespacedName role() {
    return NamespacedName.clusterScoped(MemberIdentity.ROLE);
  }

  private static void assertForbidden(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(ApiClientException.class, e -> assertThat(e.code()).isEqualTo(403));
  }
}
