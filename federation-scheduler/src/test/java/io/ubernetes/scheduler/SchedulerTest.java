package io.ubernetes.scheduler;

import static io.ubernetes.scheduler.TestFederation.PATIENCE;
import static io.ubernetes.scheduler.TestFederation.key;
import static io.ubernetes.scheduler.TestFederation.placementKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.DeleteOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SchedulerTest {
  private final TestFederation federation = new TestFederation();

  @AfterEach
  void close() {
    federation.close();
  }

  @Test
  void aReplicaSetIsPlacedByFreeRoomInOneWrite() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 30);
    federation.start();
    federation.create("web", 5);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 3));
    ApiObject object = federation.api.get(ApiResources.REPLICA_SETS, key("web")).orElseThrow();
    ApiObject placement = federation.placement("web").orElseThrow();
    assertThat(placement.ownerReferences())
        .containsExactly(
            new OwnerReference("apps/v1", "ReplicaSet", "web", object.uid(), true, true));
    assertThat(placement.finalizers()).containsExactly(Federation.MEMBERS_FINALIZER);
    PlacementSpec spec = federation.spec("web");
    assertThat(spec.target())
        .isEqualTo(new PlacementSpec.TargetReference("apps/v1", "ReplicaSet", "web", object.uid()));
    assertThat(spec.targetGeneration()).isOne();
    assertThat(spec.replicas()).isEqualTo(5);
    assertThat(spec.unplaced()).isZero();
    assertThat(spec.decisions()).hasSize(2);
    assertThat(spec.leftClusters()).isEmpty();
    federation.settle();
    assertThat(placement.resourceVersion())
        .isEqualTo(federation.placement("web").orElseThrow().resourceVersion());
    federation.awaitEvent("web Normal Scheduled: placed in a: 2, b: 3");
  }

  @Test
  void scalingMovesNoMoreThanNeeded() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 30);
    federation.start();
    federation.create("web", 5);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 3));
    federation.scale("web", 50);
    federation.awaitPlaced("web", Map.of("a", 20, "b", 30));
    federation.scale("web", 7);
    federation.awaitPlaced("web", Map.of("a", 3, "b", 4));
    assertThat(federation.spec("web").targetGeneration()).isEqualTo(3);
  }

  @Test
  void theGenerationFollowsTheTemplateThoughNothingMoves() throws InterruptedException {
    federation.cluster("a", 20);
    federation.start();
    federation.create("web", 5);
    federation.awaitPlaced("web", Map.of("a", 5));
    federation.api.edit(
        ApiResources.REPLICA_SETS,
        key("web"),
        json -> json.withObject("/spec/template/metadata/labels").put("version", "2"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(federation.spec("web").targetGeneration()).isEqualTo(2));
    assertThat(federation.placed("web")).isEqualTo(Map.of("a", 5));
  }

  @Test
  void whatDoesNotChangeADecisionIsNotWritten() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 30);
    federation.start();
    federation.create("web", 5);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 3));
    String version = federation.placement("web").orElseThrow().resourceVersion();
    federation.room("a", 200);
    federation.api.editStatus(
        ApiResources.REPLICA_SETS, key("web"), json -> json.withObject("/status").put("n", 1));
    federation.api.edit(
        ApiResources.REPLICA_SETS,
        key("web"),
        json -> json.withObject("/metadata").withObject("/annotations").put("x", "y"));
    federation.cluster("c", 500);
    federation.settle();
    assertThat(federation.placement("web").orElseThrow().resourceVersion()).isEqualTo(version);
  }

  private PlacementSpec specThatLeavesTwoClusters() throws InterruptedException {
    federation.cluster("a", 5);
    federation.cluster("b", 0);
    federation.cluster("c", 0);
    federation.start();
    federation.create("web", 6);
    federation.awaitPlaced("web", Map.of("a", 5));
    return federation.spec("web");
  }

  @Test
  void clustersThatGetNothingForTheSameReasonAreToldOfTogether() throws InterruptedException {
    PlacementSpec spec = specThatLeavesTwoClusters();
    assertThat(spec.decisions()).extracting(d -> d.cluster()).containsExactly("a");
    assertThat(spec.leftClusters()).hasSize(1);
    assertThat(spec.leftClusters().getFirst().reason()).isEqualTo("NoRoom");
    assertThat(spec.leftClusters().getFirst().clusters()).containsExactly("b", "c");
  }

  @Test
  void aPlacementThatTellsOfEachClusterByItselfIsAsGood() throws InterruptedException {
    PlacementSpec spec = specThatLeavesTwoClusters();
    federation.api.edit(
        ApiResources.PLACEMENTS,
        placementKey("web"),
        json -> {
          ObjectNode told = json.withObject("/spec");
          told.set("decisions", Json.MAPPER.<JsonNode>valueToTree(spec.everyDecision()));
          told.remove("leftClusters");
        });
    String version = federation.placement("web").orElseThrow().resourceVersion();
    federation.settle();
    assertThat(federation.placement("web").orElseThrow().resourceVersion()).isEqualTo(version);
    federation.room("b", 1);
    federation.awaitPlaced("web", Map.of("a", 5, "b", 1));
    assertThat(federation.spec("web").decisions()).hasSize(2);
    assertThat(federation.spec("web").leftClusters()).hasSize(1);
  }

  @Test
  void aBurstDoesNotOverfillAClusterThatLooksEmpty() throws InterruptedException {
    federation.cluster("a", 101);
    federation.cluster("b", 60);
    federation.start();
    for (int i = 0; i < 50; i++) {
      federation.create("w" + i, 4);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(federation.api.writes(ApiResources.PLACEMENTS)).isEqualTo(50));
    assertThat(sums(50)).isEqualTo(Map.of("a", 101, "b", 60));
    int unplaced = 0;
    for (int i = 0; i < 50; i++) {
      unplaced += Objects.requireNonNull(federation.spec("w" + i).unplaced());
    }
    assertThat(unplaced).isEqualTo(39);
    await()
        .atMost(PATIENCE)
        .until(() -> federation.events().toString().contains("Warning PartiallyScheduled: 3 of 4"));
  }

  @Test
  void promisesOutliveARestartAndEndWhenThePodsAreSeen() throws InterruptedException {
    federation.cluster("a", 10);
    Scheduler first = federation.start();
    federation.create("web", 8);
    federation.awaitPlaced("web", Map.of("a", 8));
    assertThat(first.reservedPods("a")).isEqualTo(8);
    first.close();
    Scheduler second = federation.start();
    assertThat(second.reservedPods("a")).isEqualTo(8);
    federation.create("late", 5);
    federation.awaitPlaced("late", Map.of("a", 2));
    assertThat(federation.spec("late").unplaced()).isEqualTo(3);
    federation.runPods("web");
    federation.runPods("late");
    federation.room("a", 3); // ten pods run, and nodes were added
    federation.awaitPlaced("late", Map.of("a", 5));
    federation.runPods("late");
    federation.room("a", 0);
    await().atMost(PATIENCE).until(() -> second.reservedPods("a") == 0);
    assertThat(federation.placed("web")).isEqualTo(Map.of("a", 8));
  }

  @Test
  void replicasThatFoundNoRoomArePlacedWhenThereIsSome() throws InterruptedException {
    federation.cluster("a", 2);
    federation.start();
    federation.create("web", 5);
    federation.awaitPlaced("web", Map.of("a", 2));
    assertThat(federation.spec("web").unplaced()).isEqualTo(3);
    federation.cluster("b", 10);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 3));
    assertThat(federation.spec("web").unplaced()).isZero();
  }

  @Test
  void aChangeOfOneClusterLooksOnlyAtWhatItCanConcern() throws InterruptedException {
    for (String name : List.of("a", "b", "c")) {
      federation.cluster(name, 100);
      federation.policy(
          "only-" + name,
          "{'resourceSelectors': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'labelSelector':"
              + " {'matchLabels': {'in': 'NAME'}}}], 'clusterAffinity': {'clusterNames': ['NAME']}}"
                  .replace("NAME", name));
    }
    Scheduler scheduler = federation.start();
    for (int i = 0; i < 12; i++) {
      String in = List.of("a", "b", "c").get(i % 3);
      ApiObject object = TestFederation.replicaSet("default", "w" + i, 2);
      object.metadata().putObject("labels").put("in", in);
      federation.api.create(ApiResources.REPLICA_SETS, object);
    }
    for (int i = 0; i < 12; i++) {
      federation.awaitPlaced("w" + i, Map.of(List.of("a", "b", "c").get(i % 3), 2));
      federation.runPods("w" + i);
    }
    federation.settle();
    LookMetrics before = scheduler.looks();
    federation.room("a", 90);
    federation.settle();
    assertThat(scheduler.looks().forMembers()).isEqualTo(before.forMembers());
    assertThat(scheduler.looks().forRoom()).isEqualTo(before.forRoom());
    federation.api.edit(
        ApiResources.CLUSTERS,
        NamespacedName.clusterScoped("a"),
        json -> json.withObject("/metadata").withObject("/labels").put("tier", "gold"));
    await().atMost(PATIENCE).until(() -> scheduler.looks().forMembers() > before.forMembers());
    federation.settle();
    LookMetrics after = scheduler.looks();
    assertThat(after.forMembers() - before.forMembers()).as("the four objects of a").isEqualTo(4);
    assertThat(after.decisions() - before.decisions()).isLessThanOrEqualTo(4 + 3 + 3);
  }

  @Test
  void withoutClustersThePlacementSaysSoAndFollowsWhenOneJoins() throws InterruptedException {
    federation.start();
    federation.create("web", 5);
    await().atMost(PATIENCE).until(() -> federation.placement("web").isPresent());
    assertThat(federation.spec("web").unplaced()).isEqualTo(5);
    federation.awaitEvent(
        "web Warning FailedScheduling: the federation has no clusters (NoClusters);"
            + " placed in no cluster");
    federation.cluster("a", 10);
    federation.awaitPlaced("web", Map.of("a", 5));
  }

  @Test
  void aLostClustersReplicasMoveAfterTheGracePeriod() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 20);
    federation.cluster("c", 20);
    federation.start(SchedulerConfig.DEFAULT.withClusterGrace(Duration.ofMillis(300)));
    federation.create("web", 6);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 2, "c", 2));
    federation.ready("a", "Unknown", Instant.now());
    federation.awaitPlaced("web", Map.of("b", 3, "c", 3));
    federation.ready("a", "True", Instant.now());
    federation.settle();
    assertThat(federation.placed("web")).isEqualTo(Map.of("b", 3, "c", 3));
  }

  @Test
  void aClusterThatIsRemovedIsLeft() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 20);
    federation.start();
    federation.create("web", 6);
    federation.awaitPlaced("web", Map.of("a", 3, "b", 3));
    federation.api.delete(
        ApiResources.CLUSTERS, NamespacedName.clusterScoped("a"), DeleteOptions.BACKGROUND);
    federation.awaitPlaced("web", Map.of("b", 6));
  }

  @Test
  void policiesTakeEffectWhenTheyComeChangeAndGo() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 20);
    federation.start();
    federation.create("web", 4);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 2));
    federation.policy("default", "{'clusterAffinity': {'clusterNames': ['a']}}");
    federation.awaitPlaced("web", Map.of("a", 4));
    assertThat(Objects.requireNonNull(federation.spec("web").policy()).name()).isEqualTo("default");
    federation.policy(
        "p",
        "{'resourceSelectors': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet'}],"
            + " 'replicas': {'rebalance': true, 'clusters': {'a': {'weight': 1}, 'b': {'weight': 3}}}}");
    federation.awaitPlaced("web", Map.of("a", 1, "b", 3));
    assertThat(federation.spec("web").otherPolicies())
        .extracting(PlacementSpec.PolicyReference::name)
        .containsExactly("default");
    federation.api.edit(
        ApiResources.PROPAGATION_POLICIES,
        key("p"),
        json -> json.withObject("/spec/replicas/clusters/a").put("weight", 3));
    federation.awaitPlaced("web", Map.of("a", 2, "b", 2));
    federation.deletePolicy("p");
    federation.awaitPlaced("web", Map.of("a", 4));
    federation.deletePolicy("default");
    await().atMost(PATIENCE).until(() -> federation.spec("web").policy() == null);
  }

  @Test
  void theV1AnnotationIsFollowedAndAMalformedOneChangesNothing() throws InterruptedException {
    federation.cluster("a", 20);
    federation.cluster("b", 20);
    federation.start();
    federation.create("web", 4);
    federation.awaitPlaced("web", Map.of("a", 2, "b", 2));
    federation.annotate("web", "{\"rebalance\": true, \"clusters\": {\"b\": {\"weight\": 1}}}");
    federation.awaitPlaced("web", Map.of("b", 4));
    federation.annotate("web", "{\"rebalance\": maybe}");
    federation.awaitEvent(
        "web Warning InvalidPreferences: the annotation of replica preferences:"
            + " is no JSON object");
    assertThat(federation.placed("web")).isEqualTo(Map.of("b", 4));
  }

  @Test
  void aNewObjectOfTheSameNameWaitsForTheEndOfTheOldPlacement() throws InterruptedException {
    federation.cluster("a", 20);
    federation.start();
    federation.create("web", 4);
    federation.awaitPlaced("web", Map.of("a", 4));
    String oldUid = federation.placement("web").orElseThrow().uid();
    federation.api.delete(ApiResources.REPLICA_SETS, key("web"), DeleteOptions.BACKGROUND);
    federation.api.delete(ApiResources.PLACEMENTS, placementKey("web"), DeleteOptions.BACKGROUND);
    federation.create("web", 7);
    federation.settle();
    assertThat(federation.placed("web")).isEqualTo(Map.of("a", 4));
    federation.api.edit(
        ApiResources.PLACEMENTS,
        placementKey("web"),
        json -> json.withObject("/metadata").remove("finalizers"));
    federation.awaitPlaced("web", Map.of("a", 7));
    assertThat(federation.placement("web").orElseThrow().uid()).isNotEqualTo(oldUid);
  }

  @Test
  void whatStaysInTheFederationIsNotPlaced() throws InterruptedException {
    federation.cluster("a", 20);
    federation.start();
    for (String namespace : List.of("federation-system", "kube-system", "federation-only")) {
      federation.api.create(
          ApiResources.REPLICA_SETS, TestFederation.replicaSet(namespace, "web", 1));
    }
    ApiObject own = TestFederation.replicaSet("default", "own", 1);
    own.metadata().putObject("labels").put(PropagatedKinds.CONTROL_PLANE_LABEL, "true");
    federation.api.create(ApiResources.REPLICA_SETS, own);
    federation.settle();
    assertThat(federation.api.list(ApiResources.PLACEMENTS).items()).hasSize(1);
  }

  @Test
  void aFailedWriteIsTriedAgainAndAForeignEditIsPutRight() throws InterruptedException {
    federation.cluster("a", 20);
    federation.api.failNextWrites(ApiResources.PLACEMENTS, 3);
    federation.start();
    federation.create("web", 4);
    federation.awaitPlaced("web", Map.of("a", 4));
    federation.api.edit(
        ApiResources.PLACEMENTS,
        placementKey("web"),
        json -> {
          json.withObject("/spec").put("suspend", true).put("unplaced", 7);
          json.withObject("/metadata").remove("finalizers");
        });
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          ApiObject placement = federation.placement("web").orElseThrow();
          assertThat(federation.spec("web").unplaced()).isZero();
          assertThat(placement.finalizers()).containsExactly(Federation.MEMBERS_FINALIZER);
          assertThat(federation.spec("web").suspend()).isTrue();
        });
  }

  @Test
  void aDeletedPlacementIsMadeAnewWhenTheMembersHaveLetGo() throws InterruptedException {
    federation.cluster("a", 20);
    federation.start();
    federation.create("web", 4);
    federation.awaitPlaced("web", Map.of("a", 4));
    String oldUid = federation.placement("web").orElseThrow().uid();
    federation.api.delete(ApiResources.PLACEMENTS, placementKey("web"), DeleteOptions.BACKGROUND);
    federation.api.edit(
        ApiResources.PLACEMENTS,
        placementKey("web"),
        json -> json.withObject("/metadata").remove("finalizers"));
    await()
        .atMost(PATIENCE)
        .until(() -> federation.placement("web").filter(p -> !p.uid().equals(oldUid)).isPresent());
  }

  @Test
  void podsThatCannotStartForLackOfRoomMoveWhenTheirTimeIsOver() throws InterruptedException {
    federation.cluster("a", 10);
    federation.start(
        SchedulerConfig.DEFAULT
            .withPendingPatience(Duration.ofMillis(300))
            .withReservationTimeout(Duration.ofMillis(100)));
    federation.create("web", 8);
    federation.awaitPlaced("web", Map.of("a", 8));
    federation.room("a", 3); // somebody else took the room before our pods could start
    federation.cluster("b", 10);
    federation.awaitPlaced("web", Map.of("a", 3, "b", 5));
  }

  private Map<String, Integer> sums(int objects) {
    Map<String, Integer> sums = new HashMap<>();
    for (int i = 0; i < objects; i++) {
      federation.placed("w" + i).forEach((cluster, n) -> sums.merge(cluster, n, Integer::sum));
    }
    return sums;
  }
}
