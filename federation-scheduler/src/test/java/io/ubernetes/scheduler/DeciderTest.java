package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.scheduler.engine.ClusterState;
import io.ubernetes.scheduler.engine.Outcome;
import io.ubernetes.scheduler.engine.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scheduler's memory, with a clock that the tests move.
class DeciderTest {
  private static final ObjectRef WEB = ref("web");

  /// Patience ends before a member's grace period, so that the two can be told apart.
  private static final SchedulerConfig CONFIG =
      SchedulerConfig.DEFAULT.withPendingPatience(Duration.ofSeconds(30));

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final Decider decider = new Decider(CONFIG, () -> now);

  @Test
  void aMemberThatIsNotReadyKeepsItsReplicasForTheGracePeriod() {
    cluster("a", 20, "True");
    cluster("b", 20, "True");
    cluster("c", 20, "True");
    Current web = place(WEB, 6, Current.NONE);
    assertThat(web.assigned()).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
    assertThat(cluster("a", 20, "Unknown").now()).containsExactly(WEB);
    assertThat(place(WEB, 6, web).assigned()).isEqualTo(web.assigned());
    assertThat(place(WEB, 8, web).assigned()).isEqualTo(Map.of("a", 2, "b", 3, "c", 3));
    assertThat(decider.untilNextJudgement()).contains(Duration.ofSeconds(60));
    pass(Duration.ofSeconds(59));
    assertThat(decider.judgeHealth().now()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(decider.judgeHealth().now()).containsExactly(WEB);
    assertThat(decider.state("a")).contains(ClusterState.LOST);
    assertThat(place(WEB, 6, web).assigned()).isEqualTo(Map.of("b", 3, "c", 3));
  }

  @Test
  void whenMostMembersAreNotReadyTheFederationSuspectsItself() {
    cluster("a", 20, "True");
    cluster("b", 20, "True");
    cluster("c", 20, "True");
    Current web = place(WEB, 6, Current.NONE);
    cluster("a", 20, "Unknown");
    cluster("b", 20, "Unknown");
    pass(Duration.ofHours(1));
    decider.judgeHealth();
    assertThat(place(WEB, 6, web).assigned()).isEqualTo(web.assigned());
    assertThat(decider.state("a")).contains(ClusterState.SUSPECT);
    // One comes back: now the other is believed to be lost.
    assertThat(cluster("b", 20, "True").now()).containsExactly(WEB);
    assertThat(place(WEB, 6, web).assigned()).isEqualTo(Map.of("b", 3, "c", 3));
  }

  @Test
  void goingFromFalseToUnknownDoesNotStartTheGracePeriodAnew() {
    cluster("a", 20, "True");
    cluster("b", 20, "True");
    cluster("a", 20, "False");
    pass(Duration.ofSeconds(40));
    cluster("a", 20, "Unknown");
    pass(Duration.ofSeconds(20));
    decider.judgeHealth();
    assertThat(decider.state("a")).contains(ClusterState.LOST);
  }

  @Test
  void aClaimEndsWhenTheMemberWasLookedAtAfterItReportedThePods() {
    cluster("a", 10, "True");
    Current web = place(WEB, 6, Current.NONE);
    assertThat(decider.reservedPods("a")).isEqualTo(6);
    pass(Duration.ofSeconds(1));
    cluster("a", 10, "True");
    assertThat(decider.reservedPods("a")).isEqualTo(6);
    pass(Duration.ofSeconds(1));
    web = report(WEB, web, Map.of("a", 4), Map.of("a", 0));
    assertThat(decider.reservedPods("a")).isEqualTo(6);
    assertThat(place(ref("db"), 9, Current.NONE).assigned()).isEqualTo(Map.of("a", 4));
    decider.forget(ref("db"));
    pass(Duration.ofSeconds(1));
    cluster("a", 6, "True");
    assertThat(decider.reservedPods("a")).isEqualTo(2);
    assertThat(place(ref("db"), 9, Current.NONE).assigned()).isEqualTo(Map.of("a", 4));
    decider.forget(ref("db"));
    // The object itself may have all that was promised to it, and what is left.
    assertThat(place(WEB, 20, web).assigned()).isEqualTo(Map.of("a", 10));
  }

  @Test
  void nothingIsDecidedOnAPlacementThatHasChangedSince() {
    cluster("a", 10, "True");
    assertThat(decider.decide(WEB, workload(WEB, 6), Current.NONE, () -> false)).isEmpty();
    assertThat(decider.reservedPods("a")).isZero();
  }

  @Test
  void aClaimForPodsThatNeverComeTimesOut() {
    cluster("a", 10, "True");
    place(WEB, 6, Current.NONE);
    pass(Duration.ofSeconds(119));
    cluster("a", 10, "True");
    assertThat(decider.reservedPods("a")).isEqualTo(6);
    pass(Duration.ofSeconds(2));
    cluster("a", 10, "True");
    assertThat(decider.reservedPods("a")).isZero();
  }

  @Test
  void aClaimShrinksWithTheObjectAndEndsWithIt() {
    cluster("a", 10, "True");
    Current web = place(WEB, 6, Current.NONE);
    place(WEB, 2, web);
    assertThat(decider.reservedPods("a")).isEqualTo(2);
    decider.forget(WEB);
    assertThat(decider.reservedPods("a")).isZero();
  }

  @Test
  void afterARestartWhatWasReportedBeforeTheLastLookCountsAsSeen() {
    cluster("a", 4, "True");
    pass(Duration.ofSeconds(-5));
    Current old = placement(Map.of("a", 6), Map.of("a", 6), Map.of("a", 6));
    pass(Duration.ofSeconds(5));
    decider.restore(WEB, workload(WEB, 6), old);
    assertThat(decider.reservedPods("a")).isZero();
    Current fresh = placement(Map.of("a", 3), Map.of("a", 1), Map.of("a", 1));
    decider.restore(ref("db"), workload(ref("db"), 3), fresh);
    assertThat(decider.reservedPods("a")).isEqualTo(3);
  }

  @Test
  void whatWaitsForRoomMovesOnlyAfterItsTimeAndEachTimeMorePatiently() {
    cluster("a", 10, "True");
    Current web = place(WEB, 8, Current.NONE);
    web = report(WEB, web, Map.of("a", 8), Map.of("a", 2));
    pass(Duration.ofSeconds(1));
    cluster("a", 0, "True"); // eight pods made, two run, and no room
    cluster("b", 20, "True");
    assertThat(decider.untilNextLook(WEB)).contains(Duration.ofSeconds(29));
    assertThat(place(WEB, 8, web).assigned()).isEqualTo(Map.of("a", 8));
    pass(Duration.ofSeconds(29));
    web = place(WEB, 8, web);
    assertThat(web.assigned()).isEqualTo(Map.of("a", 2, "b", 6));
    web = report(WEB, web, Map.of("a", 2, "b", 6), Map.of("a", 2, "b", 1));
    assertThat(decider.untilNextLook(WEB)).contains(Duration.ofMinutes(1));
    report(WEB, web, Map.of("a", 2, "b", 6), Map.of("a", 2, "b", 6));
    assertThat(decider.untilNextLook(WEB)).isEmpty();
  }

  @Test
  void aSlowStarterThatHasRoomIsNeitherLateNorMoved() {
    cluster("a", 10, "True");
    Current web = place(WEB, 8, Current.NONE);
    pass(Duration.ofSeconds(1));
    web = report(WEB, web, status(Map.of("a", 8), Map.of("a", 2), Map.of("a", 0)));
    pass(Duration.ofSeconds(1));
    cluster("a", 2, "True");
    cluster("b", 20, "True");
    assertThat(decider.untilNextLook(WEB)).isEmpty();
    pass(Duration.ofHours(1));
    assertThat(place(WEB, 8, web).assigned()).isEqualTo(Map.of("a", 8));
  }

  @Test
  void onlyPodsWithoutRoomMoveFromAMemberWhereOthersAreSlowToStart() {
    cluster("a", 10, "True");
    Current web = place(WEB, 8, Current.NONE);
    pass(Duration.ofSeconds(1));
    web = report(WEB, web, status(Map.of("a", 8), Map.of("a", 0), Map.of("a", 3)));
    pass(Duration.ofSeconds(1));
    cluster("a", 0, "True"); // others took what three of the pods were to have
    cluster("b", 20, "True");
    pass(Duration.ofSeconds(29));
    assertThat(place(WEB, 8, web).assigned()).isEqualTo(Map.of("a", 5, "b", 3));
  }

  @Test
  void aMemberThatDoesNotAnswerIsNotTakenForLate() {
    cluster("a", 10, "True");
    cluster("b", 0, "True");
    cluster("c", 0, "True");
    Current web = place(WEB, 8, Current.NONE);
    web = report(WEB, web, Map.of("a", 8), Map.of("a", 2));
    cluster("b", 20, "True");
    cluster("a", 0, "Unknown");
    pass(Duration.ofSeconds(59));
    web = report(WEB, web, Map.of("a", 8), Map.of("a", 2));
    assertThat(place(WEB, 8, web).assigned()).isEqualTo(Map.of("a", 8));
  }

  @Test
  void onlyObjectsThatAChangeConcernsAreLookedAt() {
    cluster("a", 3, "True");
    cluster("b", 3, "True");
    place(WEB, 2, Current.NONE); // one in each
    place(ref("short"), 20, Current.NONE);
    Decider.Concerned heartbeat = cluster("a", 3, "True");
    assertThat(heartbeat.now()).isEmpty();
    assertThat(heartbeat.onRoom()).isEmpty();
    assertThat(cluster("a", 5, "True").onRoom()).containsExactly(ref("short"));
    Decider.Concerned joined = cluster("c", 5, "True");
    assertThat(joined.now()).isEmpty();
    assertThat(joined.onRoom()).containsExactly(ref("short"));
    assertThat(decider.clusterGone("c").now()).isEmpty();
    assertThat(decider.clusterGone("a").now()).containsExactlyInAnyOrder(WEB, ref("short"));
  }

  private static ObjectRef ref(String name) {
    return new ObjectRef(PropagatedKinds.REPLICA_SETS.kind(), new NamespacedName("default", name));
  }

  private static Workload workload(ObjectRef object, int replicas) {
    return PropagatedKinds.REPLICA_SETS.workload(
        TestFederation.replicaSet("default", object.key().name(), replicas));
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private Decider.Concerned cluster(String name, int room, String ready) {
    ApiObject cluster = ApiObject.of(Federation.CLUSTER, "", name);
    ClusterStatus status =
        new ClusterStatus(
            List.of(new Condition("Ready", ready, null, now.toString(), "Test", "")),
            null,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(new ClusterStatus.FreeRoom(1, Map.of("cpu", room * 100 + "m", "pods", "1000"))),
            List.of(),
            now.toString());
    cluster.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status));
    return decider.clusterChanged(cluster);
  }

  private Current place(ObjectRef object, int replicas, Current current) {
    Outcome outcome =
        decider
            .decide(object, workload(object, replicas), current, () -> true)
            .orElseThrow()
            .outcome();
    if (outcome instanceof Outcome.Placed placed) {
      return Current.of(placed.spec(), current.status());
    }
    throw new AssertionError(outcome);
  }

  private Current report(
      ObjectRef object, Current current, Map<String, Integer> made, Map<String, Integer> ready) {
    return report(object, current, status(made, ready));
  }

  private Current report(ObjectRef object, Current current, PlacementStatus status) {
    Current reported = Current.of(current.spec(), status);
    decider.reported(object, reported);
    return reported;
  }

  private Current placement(
      Map<String, Integer> assigned, Map<String, Integer> made, Map<String, Integer> ready) {
    ApiObject placement = ApiObject.of(Federation.PLACEMENT, "default", "p");
    var destinations = placement.json().putObject("spec").putArray("destClusters");
    assigned.forEach(
        (cluster, n) -> destinations.addObject().put("cluster", cluster).put("replicas", n));
    placement.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status(made, ready)));
    return Current.of(Optional.of(placement));
  }

  private PlacementStatus status(Map<String, Integer> made, Map<String, Integer> ready) {
    return status(made, ready, Map.of());
  }

  private PlacementStatus status(
      Map<String, Integer> made, Map<String, Integer> ready, Map<String, Integer> unschedulable) {
    List<ClusterPart> parts = new ArrayList<>();
    new TreeMap<>(made)
        .forEach((cluster, n) ->
            parts.add(
                new ClusterPart(
                    cluster,
                    true,
                    n,
                    n,
                    ready.get(cluster),
                    null,
                    unschedulable.get(cluster),
                    now.toString(),
                    null,
                    null)));
    return new PlacementStatus(1, List.of(), parts);
  }
}
