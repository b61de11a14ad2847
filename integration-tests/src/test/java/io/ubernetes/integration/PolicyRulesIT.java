package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static io.ubernetes.integration.ReplicaSetLife.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResources;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What policies say of movement, end to end, in one federation for all of it. Each test has
/// objects and policies of its own name.
final class PolicyRulesIT {

  private static final String TEAM = "rules";
  private static final Map<String, TestMember> MEMBERS = new TreeMap<>();
  private static LiveFederation federation;

  @BeforeAll
  static void joinTheMembers(@TempDir Path folder) throws Exception {
    federation = new LiveFederation(folder, List.of(), LiveFederation.membersOfTheEnvironment());
    federation.createNamespace(TEAM);
    for (String name : List.of("a", "b", "c")) {
      MEMBERS.put(name, federation.addMember(name, "10"));
    }
  }

  @AfterAll
  static void close() {
    federation.close();
  }

  @BeforeEach
  void noClusterIsTainted() {
    taint("a", "[]");
  }

  @Test
  void aWorkloadGoesToTheNextGroupWhenTheFirstIsLostAndComesBack() throws Exception {
    NamespacedName web = named("groups");
    policy(
        "groups",
        "clusterAffinities: [{name: home, clusterNames: [a]}, {name: away, clusterNames: [b, c]}]");
    create("groups", 6);
    federation.awaitSettled(web, split("a", 6));
    TestMember a = Objects.requireNonNull(MEMBERS.get("a"));
    a.stop();
    try {
      awaiting("it is away").untilAsserted(() -> assertThat(clusters(web)).doesNotContain("a"));
      assertThat(Split.of(federation.placementSpec(web)).total()).isEqualTo(6);
    } finally {
      a.start();
    }
    federation.awaitSettled(web, split("a", 6));
  }

  @Test
  void aTaintThatIsToleratedForATimeDrivesAwayWhenTheTimeIsOver() {
    NamespacedName web = named("tolerating");
    policy(
        "tolerating",
        """
        clusterAffinity: {clusterNames: [a, b]}
          clusterTolerations:
          - {key: maintenance, operator: Exists, effect: NoExecute, tolerationSeconds: 4}
        """);
    create("tolerating", 4);
    federation.awaitSettled(web, split("a", 2, "b", 2));
    Instant tainted = Instant.now();
    taint("a", "[{key: maintenance, value: disks, effect: NoExecute}]");
    federation.awaitSplit(web, split("b", 4));
    // The time of a taint has no fractions of a second.
    assertThat(Duration.between(tainted, Instant.now())).isGreaterThan(Duration.ofSeconds(3));
    federation.awaitSettled(web, split("b", 4));
  }

  @Test
  void nothingIsDecidedAnewWhileAPolicyIsSuspended() {
    NamespacedName web = named("suspended");
    policy("suspended", "clusterAffinity: {clusterNames: [a]}\n  suspend: false");
    create("suspended", 3);
    federation.awaitReady(web, 3);
    editPolicy("suspended", "{spec: {suspend: true, clusterAffinity: {clusterNames: [b]}}}");
    federation.scale(web, 5);
    policy("after", "clusterAffinity: {clusterNames: [c]}");
    create("after", 1);
    federation.awaitReady(named("after"), 1);
    assertThat(Split.of(federation.placementSpec(web))).isEqualTo(split("a", 3));
    assertThat(federation.placementSpec(web).replicas()).isEqualTo(3);
    editPolicy("suspended", "{spec: {suspend: false}}");
    federation.awaitSettled(web, split("b", 5));
  }

  @Test
  void noMoreReplicasAreRebalancedThanTheBudgetAllows() {
    NamespacedName web = named("budgeted");
    policy(
        "budgeted",
        """
        movement: {rebalance: Always, maxReplicasPerMinute: 4}
          replicas: {clusters: {b: {weight: 1}}}
        """);
    create("budgeted", 10);
    federation.awaitSettled(web, split("b", 10));
    Instant edited = Instant.now();
    editPolicy("budgeted", "{spec: {replicas: {clusters: {b: {weight: 1}, c: {weight: 1}}}}}");
    federation.awaitSplit(web, split("b", 6, "c", 4));
    federation.awaitSplit(web, split("b", 5, "c", 5));
    assertThat(Duration.between(edited, Instant.now()))
        .as("the fifth is moved when a quarter of a minute has passed")
        .isGreaterThan(Duration.ofSeconds(14));
    federation.awaitSettled(web, split("b", 5, "c", 5));
  }

  private static List<String> clusters(NamespacedName object) {
    return List.copyOf(Split.of(federation.placementSpec(object)).replicas().keySet());
  }

  private static NamespacedName named(String name) {
    return new NamespacedName(TEAM, name);
  }

  private static void create(String name, int replicas) {
    var _ =
        federation.create(ApiResources.REPLICA_SETS, TEAM, Manifests.replicaSet(name, replicas));
  }

  /// For the ReplicaSet of the same name.
  private static void policy(String name, String rules) {
    var _ =
        federation.create(
            ApiResources.PROPAGATION_POLICIES,
            TEAM,
            """
            apiVersion: federation.ubernetes.io/v1beta1
            kind: PropagationPolicy
            metadata: {name: %1$s}
            spec:
              resourceSelectors: [{apiVersion: apps/v1, kind: ReplicaSet, name: %1$s}]
            """
                    .formatted(name)
                + "  "
                + rules);
  }

  private static void editPolicy(String name, String patch) {
    var _ =
        Patches.merge(federation.admin(), ApiResources.PROPAGATION_POLICIES, named(name), patch);
  }

  private static void taint(String cluster, String taints) {
    var _ =
        Patches.merge(
            federation.admin(),
            ApiResources.CLUSTERS,
            NamespacedName.clusterScoped(cluster),
            "{spec: {taints: %s}}".formatted(taints));
  }
}
