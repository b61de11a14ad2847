package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static io.ubernetes.integration.LiveFederation.needsSimulatedMembers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.DeleteOptions.Propagation;
import io.ubernetes.simulator.NodeShape;
import io.ubernetes.simulator.SimulatedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/// A ReplicaSet's life in a federation, from its creation to the last pod in the last member.
final class FederationIT {

  private static final String TEAM = "team";
  private static final NamespacedName WEB = new NamespacedName(TEAM, "web");

  private final LiveFederation federation;

  FederationIT(@TempDir Path folder) throws Exception {
    federation = new LiveFederation(folder, List.of());
  }

  @BeforeEach
  void makeANamespace() {
    federation.createNamespace(TEAM);
  }

  @AfterEach
  void close() {
    federation.close();
  }

  private void create(String name, int replicas) {
    federation.create(ApiResources.REPLICA_SETS, TEAM, Manifests.replicaSet(name, replicas));
  }

  private static Split split(Object... clustersAndReplicas) {
    Map<String, Integer> replicas = new TreeMap<>();
    for (int i = 0; i < clustersAndReplicas.length; i += 2) {
      replicas.put((String) clustersAndReplicas[i], (Integer) clustersAndReplicas[i + 1]);
    }
    return new Split(replicas);
  }

  private ApiObject part(String member) {
    return federation.member(member).get(ApiResources.REPLICA_SETS, WEB).orElseThrow();
  }

  private int podsIn(String member) {
    return (int)
        federation.member(member).list(ApiResources.PODS).items().stream()
            .filter(pod -> pod.namespace().equals(TEAM) && !pod.isTerminating())
            .count();
  }

  @Test
  void fiveReplicasAreDividedByFreeRoomAndBecomeReady() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "2");
    federation.addMember("b", "3");
    create("web", 5);
    federation.awaitSplit(WEB, split("a", 2, "b", 3));
    federation.awaitReady(WEB, 5);
    assertThat(podsIn("a")).isEqualTo(2);
    assertThat(podsIn("b")).isEqualTo(3);

    ObjectNode status = (ObjectNode) federation.replicaSet(WEB).orElseThrow().json().path("status");
    assertThat(status.path("availableReplicas").asInt()).isEqualTo(5);
    assertThat(status.path("fullyLabeledReplicas").asInt()).isEqualTo(5);
    assertThat(status.path("observedGeneration").asInt()).isOne();
    assertThat(federation.placementStatus(WEB).clusters())
        .extracting(PlacementStatus.ClusterPart::cluster, PlacementStatus.ClusterPart::ready)
        .containsExactly(tuple("a", 2), tuple("b", 3));

    ApiObject object = federation.replicaSet(WEB).orElseThrow();
    assertThat(object.annotations()).as("the user's object is left as it was").isEmpty();
    assertThat(object.generation()).isOne();
    ApiObject namespace =
        federation
            .member("a")
            .get(ApiResources.NAMESPACES, NamespacedName.clusterScoped(TEAM))
            .orElseThrow();
    assertThat(namespace.annotations()).containsKey(Federation.OWNED_BY_ANNOTATION);
    assertThat(part("a").annotations())
        .containsEntry(Federation.SOURCE_UID_ANNOTATION, object.uid());
  }

  @Test
  void scalingMovesNoMorePodsThanNeeded() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "4");
    federation.addMember("b", "6");
    create("web", 5);
    federation.awaitReady(WEB, 5);
    try (PodLog a = new PodLog(federation.member("a"));
        PodLog b = new PodLog(federation.member("b"));
        PlacementLog decisions = new PlacementLog(federation.admin())) {
      assertThat(a.created() + b.created()).isEqualTo(5);
      federation.scale(WEB, 50);
      federation.awaitReady(WEB, 50);
      assertThat(a.created() + b.created()).isEqualTo(50);
      assertThat(a.deleted() + b.deleted()).isZero();
      federation.scale(WEB, 7);
      federation.awaitReady(WEB, 7);
      awaiting("43 pods are deleted")
          .untilAsserted(() -> assertThat(a.deleted() + b.deleted()).isEqualTo(43));
      assertThat(a.created() + b.created()).isEqualTo(50);
      decisions.assertEveryDecisionAddsUp();
    }
  }

  @Test
  void policiesGiveWeightsMinimumsAndMaximums() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "10");
    federation.addMember("b", "10");
    policy("weighted", "{a: {weight: 1}, b: {weight: 2}}");
    policy("capped", "{a: {weight: 1}, b: {weight: 2, maxReplicas: 4}}");
    policy("floored", "{a: {weight: 1, minReplicas: 7}, b: {weight: 2}}");
    policy("only", "{a: {weight: 1}}");
    create("weighted", 9);
    create("capped", 9);
    create("floored", 9);
    create("only", 9);
    federation.awaitSplit(new NamespacedName(TEAM, "weighted"), split("a", 3, "b", 6));
    federation.awaitSplit(new NamespacedName(TEAM, "capped"), split("a", 5, "b", 4));
    federation.awaitSplit(new NamespacedName(TEAM, "floored"), split("a", 7, "b", 2));
    federation.awaitSplit(new NamespacedName(TEAM, "only"), split("a", 9));
  }

  /// A policy for the ReplicaSet of the same name.
  private void policy(String name, String clusters) {
    federation.create(
        ApiResources.PROPAGATION_POLICIES,
        TEAM,
        """
        apiVersion: federation.ubernetes.io/v1beta1
        kind: PropagationPolicy
        metadata: {name: %1$s}
        spec:
          resourceSelectors: [{apiVersion: apps/v1, kind: ReplicaSet, name: %1$s}]
          replicas: {clusters: %2$s}
        """
            .formatted(name, clusters));
  }

  @Test
  void theAnnotationOfFederationV1GivesWeightsMinimumsAndMaximums() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "10");
    federation.addMember("b", "10");
    preferring("capped", 6, "{\"a\": {\"maxReplicas\": 2, \"weight\": 1}, \"*\": {\"weight\": 1}}");
    preferring(
        "floored", 6, "{\"a\": {\"minReplicas\": 5, \"weight\": 1}, \"b\": {\"weight\": 9}}");
    preferring("weighted", 8, "{\"a\": {\"weight\": 3}, \"*\": {\"weight\": 1}}");
    federation.awaitSplit(new NamespacedName(TEAM, "capped"), split("a", 2, "b", 4));
    federation.awaitSplit(new NamespacedName(TEAM, "floored"), split("a", 5, "b", 1));
    federation.awaitSplit(new NamespacedName(TEAM, "weighted"), split("a", 6, "b", 2));
  }

  private void preferring(String name, int replicas, String clusters) {
    String annotation =
        "annotations: {%s: '{\"clusters\": %s}'}"
            .formatted(Federation.V1_REPLICA_SET_PREFERENCES, clusters);
    federation.create(
        ApiResources.REPLICA_SETS,
        TEAM,
        Manifests.replicaSet(name, replicas)
            .replaceFirst(
                "metadata:\n", "metadata:\n  " + annotation.replace("\\", "\\\\") + "\n"));
  }

  @Test
  void theSplitFollowsAMemberThatStopsAndReturnsAndOneThatIsAdded() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "10");
    federation.addMember("b", "10");
    SimulatedCluster lost = federation.addMember("c", "10");
    create("web", 9);
    federation.awaitSplit(WEB, split("a", 3, "b", 3, "c", 3));
    federation.awaitReady(WEB, 9);
    try (PodLog a = new PodLog(federation.member("a"));
        PodLog b = new PodLog(federation.member("b"));
        PlacementLog decisions = new PlacementLog(federation.admin())) {
      lost.stop();
      awaiting("the replicas of the lost member are elsewhere")
          .untilAsserted(() -> {
            Split now = Split.of(federation.placementSpec(WEB));
            assertThat(now.replicas()).doesNotContainKey("c");
            assertThat(now.total()).isEqualTo(9);
            assertThat(ready()).isEqualTo(9);
          });
      assertThat(a.created() + b.created()).isEqualTo(9);

      lost.start();
      awaiting("what runs in the returned member is no longer asked for, and goes")
          .untilAsserted(() -> {
            assertThat(podsIn("c")).isZero();
            assertThat(federation.parts(WEB)).isEqualTo(Split.of(federation.placementSpec(WEB)));
          });
      federation.awaitReady(WEB, 9);

      federation.addMember("d", "10");
      federation.scale(WEB, 12);
      federation.awaitReady(WEB, 12);
      assertThat(a.deleted() + b.deleted()).as("nothing was moved for a new member").isZero();
      assertThat(Split.of(federation.placementSpec(WEB)).replicas().get("d"))
          .as("the new member takes what is new")
          .isPositive();
      decisions.assertEveryDecisionAddsUp();
    }
  }

  private int ready() {
    return federation
        .replicaSet(WEB)
        .orElseThrow()
        .json()
        .path("status")
        .path("readyReplicas")
        .asInt();
  }

  @Test
  void theSplitFollowsTheRoomOfAMemberThatShrinks() throws Exception {
    needsSimulatedMembers();
    SimulatedCluster shrinking = federation.addMember("a", "2");
    federation.addMember("b", "2");
    create("web", 10);
    federation.awaitSplit(WEB, split("a", 5, "b", 5));
    federation.awaitReady(WEB, 10);
    try (PodLog b = new PodLog(federation.member("b"))) {
      // The member makes the pods of the lost node anew, and finds room for two of them.
      String node = shrinking.nodes().names().getFirst();
      shrinking.nodes().add(new NodeShape("200m", "64Gi", 500));
      shrinking.nodes().remove(node);
      awaiting("the replicas that have no room in a run in b")
          .untilAsserted(() -> {
            PlacementSpec decision = federation.placementSpec(WEB);
            assertThat(Split.of(decision)).as("%s", decision).isEqualTo(split("a", 2, "b", 8));
            assertThat(ready()).isEqualTo(10);
          });
      federation.awaitReady(WEB, 10);
      assertThat(b.deleted()).isZero();
      assertThat(b.created()).isEqualTo(8);
    }
  }

  @Test
  void moreThanTheRoomIsPlacedInPartAndTheRestWhenThereIsRoom() throws Exception {
    needsSimulatedMembers();
    SimulatedCluster growing = federation.addMember("a", "1");
    federation.addMember("b", "1");
    create("web", 25);
    awaiting("20 are placed, and 5 wait")
        .untilAsserted(() -> {
          assertThat(Split.of(federation.placementSpec(WEB))).isEqualTo(split("a", 10, "b", 10));
          assertThat(federation.placementSpec(WEB).unplaced()).isEqualTo(5);
          assertThat(federation.placementStatus(WEB).conditions())
              .filteredOn(condition -> condition.type().equals(PlacementStatus.SCHEDULED))
              .singleElement()
              .matches(condition -> condition.status().equals("False"));
          assertThat(ready()).isEqualTo(20);
        });
    growing.nodes().add(new NodeShape("1", "64Gi", 500));
    federation.awaitSplit(WEB, split("a", 15, "b", 10));
    federation.awaitReady(WEB, 25);
  }

  @Test
  void driftInAMemberIsPutRight() throws Exception {
    federation.addMembers("a", "b");
    create("web", 6);
    federation.awaitReady(WEB, 6);
    Split before = Split.of(federation.placementSpec(WEB));
    ApiClient a = federation.member("a");
    String uid = part("a").uid();

    Patches.merge(a, ApiResources.REPLICA_SETS, WEB, "{spec: {replicas: 9}}");
    awaiting("the edited replicas are as placed")
        .untilAsserted(() -> assertThat(federation.parts(WEB)).isEqualTo(before));
    Patches.merge(
        a,
        ApiResources.REPLICA_SETS,
        WEB,
        "{metadata: {annotations: {%s: null}}}".formatted(Federation.SOURCE_UID_ANNOTATION));
    awaiting("the mark is back")
        .untilAsserted(() ->
            assertThat(part("a").annotations()).containsKey(Federation.SOURCE_UID_ANNOTATION));
    assertThat(part("a").uid()).isEqualTo(uid);

    a.delete(ApiResources.REPLICA_SETS, WEB);
    awaiting("the deleted part is made anew")
        .untilAsserted(() -> {
          assertThat(part("a").uid()).isNotEqualTo(uid);
          assertThat(federation.parts(WEB)).isEqualTo(before);
        });
    federation.awaitReady(WEB, 6);
  }

  @Test
  void aForeignObjectOfTheSameNameIsLeftAloneAndReported() throws Exception {
    federation.addMembers("a", "b");
    ApiClient a = federation.member("a");
    if (a.get(ApiResources.NAMESPACES, NamespacedName.clusterScoped(TEAM)).isEmpty()) {
      a.create(ApiResources.NAMESPACES, ApiObject.of(ApiResources.NAMESPACES.kind(), "", TEAM));
    }
    ApiObject foreign =
        LiveFederation.create(
            a,
            ApiResources.REPLICA_SETS,
            TEAM,
            Manifests.replicaSet("web", 1).replace("web:1", "theirs:1"));
    create("web", 4);
    awaiting("the obstacle is reported")
        .untilAsserted(() ->
            assertThat(federation.placementStatus(WEB).clusters())
                .filteredOn(part -> part.cluster().equals("a"))
                .singleElement()
                .satisfies(part -> {
                  assertThat(part.applied()).isFalse();
                  assertThat(part.reason()).isEqualTo("NotOwned");
                }));
    assertThat(part("a").uid()).isEqualTo(foreign.uid());
    assertThat(part("a").spec()).isEqualTo(foreign.spec());
    assertThat(part("a").labels()).doesNotContainKey(Federation.MANAGED_LABEL);

    federation.admin().delete(ApiResources.REPLICA_SETS, WEB);
    awaiting("the placement goes")
        .untilAsserted(() -> assertThat(federation.placement(WEB)).isEmpty());
    assertThat(part("a").uid()).isEqualTo(foreign.uid());
  }

  @Test
  void aBackgroundDeletionAnswersAtOnceAndMembersLetGo() throws Exception {
    federation.addMembers("a", "b");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    federation.admin().delete(ApiResources.REPLICA_SETS, WEB);
    assertThat(federation.replicaSet(WEB)).isEmpty();
    awaitAllGone();
  }

  private void awaitAllGone() {
    awaiting("the placement, its parts and their pods are gone")
        .untilAsserted(() -> {
          assertThat(federation.replicaSet(WEB)).isEmpty();
          assertThat(federation.placement(WEB)).isEmpty();
          for (String member : federation.memberNames()) {
            assertThat(federation.member(member).get(ApiResources.REPLICA_SETS, WEB)).isEmpty();
            assertThat(podsIn(member)).as("pods in " + member).isZero();
          }
        });
  }

  @Test
  void aForegroundDeletionWaitsForTheMembers() throws Exception {
    federation.addMembers("a", "b");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    delete(Propagation.FOREGROUND);
    awaitAllGone();
  }

  private void delete(Propagation propagation) {
    federation
        .admin()
        .delete(ApiResources.REPLICA_SETS, WEB, new DeleteOptions("", "", propagation, null));
  }

  @Test
  void anOrphaningDeletionLeavesTheMembersWhatTheyRun() throws Exception {
    federation.addMembers("a", "b");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    Split before = federation.parts(WEB);
    delete(Propagation.ORPHAN);
    awaiting("the object and its placement are gone")
        .untilAsserted(() -> {
          assertThat(federation.replicaSet(WEB)).isEmpty();
          assertThat(federation.placement(WEB)).isEmpty();
        });
    assertThat(federation.parts(WEB)).isEqualTo(before);
    assertThat(part("a").annotations()).doesNotContainKey(Federation.OWNED_BY_ANNOTATION);
    assertThat(podsIn("a") + podsIn("b")).isEqualTo(4);
  }

  @Test
  void aDeletionDoesNotWaitForADeadMemberAndIsCarriedOutWhenItReturns() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "10");
    SimulatedCluster dead = federation.addMember("b", "10");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    dead.stop();
    federation.admin().delete(ApiResources.REPLICA_SETS, WEB);
    awaiting("the placement is gone, though a member is dead")
        .untilAsserted(() -> {
          assertThat(federation.placement(WEB)).isEmpty();
          assertThat(federation.member("a").get(ApiResources.REPLICA_SETS, WEB)).isEmpty();
        });
    dead.start();
    awaitAllGone();
  }

  @Test
  void whatIsUnknownIsNotReady() throws Exception {
    needsSimulatedMembers();
    federation.addMember("a", "10");
    SimulatedCluster dead = federation.addMember("b", "10");
    policy("web", "{a: {weight: 1}, b: {weight: 1}}");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    dead.stop();
    awaiting("only what is known to be ready counts")
        .untilAsserted(() -> {
          assertThat(ready()).isLessThan(4);
          assertThat(federation.placementStatus(WEB).clusters())
              .filteredOn(part -> part.cluster().equals("b"))
              .singleElement()
              .satisfies(part -> assertThat(part.asOf()).isNotNull());
        });
    dead.start();
    federation.awaitReady(WEB, 4);
  }

  @Test
  void aDeletedNamespaceGoesFromTheMembersToo() throws Exception {
    federation.addMembers("a", "b");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    NamespacedName team = NamespacedName.clusterScoped(TEAM);
    federation.admin().delete(ApiResources.NAMESPACES, team);
    awaiting("the namespace is gone everywhere")
        .untilAsserted(() -> {
          assertThat(federation.admin().get(ApiResources.NAMESPACES, team)).isEmpty();
          for (String member : federation.memberNames()) {
            assertThat(federation.member(member).get(ApiResources.NAMESPACES, team)).isEmpty();
          }
        });
  }

  @Test
  void kubectlSeesItBecomeReady(@TempDir Path home) throws Exception {
    federation.addMembers("a", "b");
    Kubectl kubectl =
        new Kubectl(
            Kubectl.oldestAndNewest().reduce((_, newest) -> newest).orElseThrow(),
            federation.adminKubeconfig(),
            home);
    Path manifest = kubectl.write("web.yaml", Manifests.replicaSet("web", 5));
    kubectl.run("apply", "-n", TEAM, "-f", manifest.toString()).orThrow();
    kubectl
        .run(
            "wait",
            "-n",
            TEAM,
            "rs/web",
            "--for=jsonpath={.status.readyReplicas}=5",
            "--timeout=120s")
        .orThrow();
    assertThat(kubectl.run("get", "rs", "-n", TEAM).orThrow().out())
        .containsPattern("web\\s+5\\s+5\\s+5\\s+");
    assertThat(kubectl.run("describe", "rs", "web", "-n", TEAM).orThrow().out())
        .containsPattern("Replicas:\\s+5 current / 5 desired")
        .contains("Scheduled");
    assertThat(kubectl.run("get", "clusters").orThrow().out())
        .containsPattern("a\\s+")
        .contains("True");
    assertThat(kubectl.run("get", "placements", "-n", TEAM).orThrow().out()).contains("web");
  }
}
