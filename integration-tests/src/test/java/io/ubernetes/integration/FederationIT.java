package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ReplicaSet's life in a federation with the embedded store. Its members are simulated, or those
/// that the environment names.
final class FederationIT extends ReplicaSetLife {

  FederationIT(@TempDir Path folder) throws Exception {
    super(new LiveFederation(folder, List.of(), LiveFederation.membersOfTheEnvironment()));
  }

  @Test
  void policiesGiveWeightsMinimumsAndMaximums() throws Exception {
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
  void aMemberThatIsAddedTakesWhatIsNewAndNothingIsMovedForIt() throws Exception {
    federation.addMember("a", "10");
    federation.addMember("b", "10");
    create("web", 9);
    federation.awaitReady(WEB, 9);
    try (PodLog a = new PodLog(federation.member("a"));
        PodLog b = new PodLog(federation.member("b"));
        PlacementLog decisions = new PlacementLog(federation.admin())) {
      federation.addMember("c", "10");
      federation.scale(WEB, 12);
      federation.awaitReady(WEB, 12);
      assertThat(a.deleted() + b.deleted()).as("nothing was moved for a new member").isZero();
      assertThat(Split.of(federation.placementSpec(WEB)).replicas().get("c"))
          .as("the new member takes what is new")
          .isPositive();
      decisions.assertEveryDecisionAddsUp();
    }
  }

  @Test
  void theSplitFollowsTheRoomOfAMemberThatShrinks() throws Exception {
    TestMember shrinking = federation.addMember("a", "2");
    federation.addMember("b", "2");
    create("web", 10);
    federation.awaitSplit(WEB, split("a", 5, "b", 5));
    federation.awaitReady(WEB, 10);
    try (PodLog b = new PodLog(federation.member("b"))) {
      // The member makes the pods of the lost node anew, and finds room for two of them.
      shrinking.addNode(new NodeShape("200m", "64Gi", 500));
      shrinking.removeFirstNode();
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
    TestMember growing = federation.addMember("a", "1");
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
    growing.addNode(new NodeShape("1", "64Gi", 500));
    federation.awaitSplit(WEB, split("a", 15, "b", 10));
    federation.awaitReady(WEB, 25);
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
  void whatIsUnknownIsNotReady() throws Exception {
    federation.addMember("a", "10");
    TestMember dead = federation.addMember("b", "10");
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
}
