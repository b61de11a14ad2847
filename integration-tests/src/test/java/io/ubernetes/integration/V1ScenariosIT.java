package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static io.ubernetes.integration.ReplicaSetLife.split;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scenarios by which Federation v1 was designed (`federated-replicasets.md`), end to end, with
/// its annotations: 50 replicas over the members a, b and c. The member `small` has room for six
/// pods and stands in for one of them where a scenario has a cluster without enough room.
final class V1ScenariosIT {

  private static final String TEAM = "scenarios";
  private static final NamespacedName WEB = new NamespacedName(TEAM, "web");
  private static final int REPLICAS = 50;
  private static final String SMALLS_CPU = "600m";

  /// Federation v1's annotation that chooses clusters by their labels.
  private static final String SELECTOR = "federation.alpha.kubernetes.io/cluster-selector";

  private static final String BIG = "[{\"key\":\"size\",\"operator\":\"in\",\"values\":[\"big\"]}]";
  private static final String WITHOUT_C =
      "[{\"key\":\"name\",\"operator\":\"notin\",\"values\":[\"c\"]}]";

  private static LiveFederation federation;
  private static final Map<String, TestMember> MEMBERS = new TreeMap<>();

  @BeforeAll
  static void joinTheMembers(@TempDir Path folder) throws Exception {
    federation = new LiveFederation(folder, List.of(), LiveFederation.membersOfTheEnvironment());
    federation.createNamespace(TEAM);
    for (String name : List.of("a", "b", "c", "small")) {
      boolean small = name.equals("small");
      MEMBERS.put(name, federation.addMember(name, small ? SMALLS_CPU : "40"));
      Patches.merge(
          federation.admin(),
          ApiResources.CLUSTERS,
          NamespacedName.clusterScoped(name),
          "{metadata: {labels: {name: %s, size: %s}}}".formatted(name, small ? "small" : "big"));
    }
  }

  @AfterAll
  static void close() {
    federation.close();
  }

  @BeforeEach
  void allMembersAreReadyAndFree() {
    for (String name : MEMBERS.keySet()) {
      awaiting(name + " is ready").until(() -> status(name).isReady());
    }
    awaiting("small is free")
        .until(() ->
            groups(status("small").nodeRoom())
                .anyMatch(group -> Objects.equals(group.free().get("cpu"), SMALLS_CPU)));
  }

  private static Stream<ClusterStatus.FreeRoom> groups(ClusterStatus.@Nullable NodeRoom room) {
    return room == null
        ? Stream.of()
        : room.classes().stream().flatMap(one -> room.groups(one).stream());
  }

  @AfterEach
  void deleteIt() {
    var _ = federation.admin().delete(ApiResources.REPLICA_SETS, WEB);
    awaiting("its parts are gone")
        .untilAsserted(() -> {
          assertThat(federation.placement(WEB)).isEmpty();
          assertThat(federation.parts(WEB)).isEqualTo(split());
        });
  }

  private static ClusterStatus status(String cluster) {
    return Federation.status(
        federation
            .admin()
            .get(ApiResources.CLUSTERS, NamespacedName.clusterScoped(cluster))
            .orElseThrow(),
        ClusterStatus.class);
  }

  @Test
  void scenario1EvenlyOverAllAvailableClusters() throws Exception {
    create(REPLICAS, BIG, rebalancing("'*': {'weight': 1}"));
    awaitShares("a, b, c", 16, 17, 17);
    federation.awaitReady(WEB, REPLICAS);
    choose(WITHOUT_C);
    federation.awaitSettled(WEB, split("a", 22, "b", 22, "small", 6));
    choose(BIG);
    awaitShares("a, b, c", 16, 17, 17);
    whileAway(List.of("b", "c"), () -> federation.awaitSplit(WEB, split("a", REPLICAS)));
  }

  @Test
  void scenario2OnlyTwoInEachCluster() {
    for (String two :
        List.of(
            "'*': {'maxReplicas': 2, 'weight': 1}",
            "'*': {'minReplicas': 2, 'weight': 0}",
            "'*': {'minReplicas': 2, 'maxReplicas': 2}")) {
      create(REPLICAS, BIG, rebalancing(two));
      federation.awaitSplit(WEB, split("a", 2, "b", 2, "c", 2));
      assertThat(federation.placementSpec(WEB).unplaced()).isEqualTo(44);
      awaiting("what is placed is there")
          .untilAsserted(
              () -> assertThat(federation.parts(WEB)).isEqualTo(split("a", 2, "b", 2, "c", 2)));
      deleteIt();
    }
  }

  @Test
  void scenario3TwentyInEachOfThreeClusters() {
    create(REPLICAS, BIG, rebalancing("'*': {'minReplicas': 20, 'weight': 0}"));
    awaitShares("a, b, c", 10, 20, 20);
    federation.awaitReady(WEB, REPLICAS);
  }

  @Test
  void scenario4EquallyButNoMoreThanTwentyInC() throws Exception {
    create(REPLICAS, BIG, rebalancing("'*': {'weight': 1}, 'c': {'maxReplicas': 20, 'weight': 1}"));
    awaitShares("a, b, c", 16, 17, 17);
    federation.awaitReady(WEB, REPLICAS);
    whileAway(
        List.of("b"),
        () -> {
          federation.awaitSplit(WEB, split("a", 30, "c", 20));
          whileAway(List.of("a"), () -> federation.awaitSplit(WEB, split("c", 20)));
        });
  }

  @Test
  void scenario5InOneAndIfThereIsTroubleInTheOthersEqually() {
    create(
        REPLICAS, BIG, keeping("'a': {'weight': 1000000}, 'b': {'weight': 1}, 'c': {'weight': 1}"));
    federation.awaitSettled(WEB, split("a", REPLICAS));
    deleteIt();
    allMembersAreReadyAndFree();
    create(
        REPLICAS,
        "[]",
        keeping("'small': {'weight': 1000000}, 'b': {'weight': 1}, 'c': {'weight': 1}"));
    federation.awaitSettled(WEB, split("small", 6, "b", 22, "c", 22));
  }

  @Test
  void scenario6TwiceAsManyInA() {
    create(REPLICAS, BIG, keeping("'a': {'weight': 2}, 'b': {'weight': 1}, 'c': {'weight': 1}"));
    awaitShares("a twice as many", 12, 13, 25);
    assertThat(Split.of(federation.placementSpec(WEB)).replicas()).containsEntry("a", 25);
    federation.awaitReady(WEB, REPLICAS);
  }

  @Test
  void scenario7EvenlyButWhatIsThereIsNotMoved() throws Exception {
    moreThanThatInA(20, BIG, split("a", 20, "b", 15, "c", 15));
    deleteIt();
    allMembersAreReadyAndFree();
    moreThanThatInA(30, WITHOUT_C, split("a", 30, "b", 14, "small", 6));
  }

  private static void moreThanThatInA(int inA, String clusters, Split expected) throws Exception {
    create(inA, clusters, keeping("'a': {'weight': 1}"));
    federation.awaitSettled(WEB, split("a", inA));
    try (PodLog a = new PodLog(federation.member("a"))) {
      var _ =
          Patches.merge(
              federation.admin(),
              ApiResources.REPLICA_SETS,
              WEB,
              "{metadata: {annotations: {%s: '%s'}}, spec: {replicas: %d}}"
                  .formatted(
                      Federation.V1_REPLICA_SET_PREFERENCES,
                      keeping("'*': {'weight': 1}"),
                      REPLICAS));
      federation.awaitSettled(WEB, expected);
      assertThat(a.deleted()).as("what was there was not moved").isZero();
    }
  }

  private static String rebalancing(String clusters) {
    return "{\"rebalance\": true, \"clusters\": {" + clusters.replace('\'', '"') + "}}";
  }

  private static String keeping(String clusters) {
    return "{\"rebalance\": false, \"clusters\": {" + clusters.replace('\'', '"') + "}}";
  }

  private static void create(int replicas, String selector, String preferences) {
    ApiObject object = LiveFederation.object(TEAM, Manifests.replicaSet("web", replicas));
    object
        .metadata()
        .putObject("annotations")
        .put(SELECTOR, selector)
        .put(Federation.V1_REPLICA_SET_PREFERENCES, preferences);
    var _ = federation.admin().create(ApiResources.REPLICA_SETS, object);
  }

  private static void choose(String selector) {
    var _ =
        Patches.merge(
            federation.admin(),
            ApiResources.REPLICA_SETS,
            WEB,
            "{metadata: {annotations: {%s: '%s'}}}".formatted(SELECTOR, selector));
  }

  /// Which of equal clusters has the odd replica is left to the hash, as it was then.
  private static void awaitShares(String what, Integer... shares) {
    awaiting(what + " have " + List.of(shares))
        .untilAsserted(() ->
            assertThat(Split.of(federation.placementSpec(WEB)).replicas().values())
                .containsExactlyInAnyOrder(shares));
  }

  private interface Step {
    void run() throws Exception;
  }

  /// Members that do not answer for that long.
  private static void whileAway(List<String> members, Step step) throws Exception {
    for (String name : members) {
      Objects.requireNonNull(MEMBERS.get(name)).stop();
    }
    try {
      step.run();
    } finally {
      for (String name : members) {
        Objects.requireNonNull(MEMBERS.get(name)).start();
      }
    }
  }
}
