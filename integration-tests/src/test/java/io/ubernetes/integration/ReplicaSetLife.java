package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ubernetes.integration.PlacementLog.Split;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResources;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// A ReplicaSet's life in a federation, from its creation to the last pod in the last member: what
/// holds whatever the federation keeps its objects in, and whatever its members are.
abstract class ReplicaSetLife {

  static final String TEAM = "team";
  static final NamespacedName WEB = new NamespacedName(TEAM, "web");

  final LiveFederation federation;

  ReplicaSetLife(LiveFederation federation) {
    this.federation = federation;
  }

  @BeforeEach
  void makeANamespace() {
    federation.createNamespace(TEAM);
  }

  @AfterEach
  void close() {
    federation.close();
  }

  void create(String name, int replicas) {
    federation.create(ApiResources.REPLICA_SETS, TEAM, Manifests.replicaSet(name, replicas));
  }

  static Split split(Object... clustersAndReplicas) {
    Map<String, Integer> replicas = new TreeMap<>();
    for (int i = 0; i < clustersAndReplicas.length; i += 2) {
      replicas.put((String) clustersAndReplicas[i], (Integer) clustersAndReplicas[i + 1]);
    }
    return new Split(replicas);
  }

  ApiObject part(String member) {
    return federation.member(member).get(ApiResources.REPLICA_SETS, WEB).orElseThrow();
  }

  int podsIn(String member) {
    return (int)
        federation.member(member).list(ApiResources.PODS).items().stream()
            .filter(pod -> pod.namespace().equals(TEAM) && !pod.isTerminating())
            .count();
  }

  @Test
  void fiveReplicasAreDividedByFreeRoomAndBecomeReady() throws Exception {
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
  void theSplitFollowsAMemberThatStopsAndReturns() throws Exception {
    federation.addMember("a", "10");
    federation.addMember("b", "10");
    TestMember lost = federation.addMember("c", "10");
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
      decisions.assertEveryDecisionAddsUp();
    }
  }

  int ready() {
    return federation
        .replicaSet(WEB)
        .orElseThrow()
        .json()
        .path("status")
        .path("readyReplicas")
        .asInt();
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
  void aBackgroundDeletionAnswersAtOnceAndMembersLetGo() throws Exception {
    federation.addMembers("a", "b");
    create("web", 4);
    federation.awaitReady(WEB, 4);
    federation.admin().delete(ApiResources.REPLICA_SETS, WEB);
    assertThat(federation.replicaSet(WEB)).isEmpty();
    awaitAllGone();
  }

  void awaitAllGone() {
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
  void aDeletionDoesNotWaitForADeadMemberAndIsCarriedOutWhenItReturns() throws Exception {
    federation.addMember("a", "10");
    TestMember dead = federation.addMember("b", "10");
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
}
