package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.ApiObject;
import io.ubernetes.scheduler.engine.ClusterState;
import io.ubernetes.scheduler.engine.Policy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The scheduler's memory, with a clock that the tests move.
class DeciderTest extends OnADecider {
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
  void aClaimIsKeptForAMemberThatWasAway() {
    cluster("a", 10, "True");
    cluster("b", 0, "True");
    cluster("c", 0, "True");
    place(WEB, 6, Current.NONE);
    cluster("a", 10, "False");
    pass(Duration.ofMinutes(10));
    cluster("a", 10, "True");
    assertThat(decider.reservedPods("a")).isEqualTo(6);
    pass(Duration.ofSeconds(121));
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
  void restartsOneAfterTheOtherMoveNoMoreThanThePolicyAllows() {
    cluster("a", 100, "True");
    Current web = place(WEB, 20, Current.NONE);
    cluster("b", 100, "True");
    balance(6);
    web = place(WEB, 20, web);
    assertThat(web.assigned()).isEqualTo(Map.of("a", 14, "b", 6));
    for (int restart = 0; restart < 3; restart++) {
      restart(WEB, 20, web, 6);
      assertThat(place(WEB, 20, web).assigned()).isEqualTo(web.assigned());
    }
    pass(Duration.ofSeconds(20));
    web = place(WEB, 20, web);
    assertThat(web.assigned()).as("at the usual rate").isEqualTo(Map.of("a", 12, "b", 8));
    pass(Duration.ofHours(1));
    restart(WEB, 20, web, 6);
    pass(Duration.ofMinutes(2));
    assertThat(place(WEB, 20, web).assigned()).isEqualTo(Map.of("a", 10, "b", 10));
  }

  @Test
  void theWayBackToAnEarlierGroupStartsSlowlyAfterARestart() {
    String groups =
        "\"clusterAffinities\": [{\"name\": \"1\", \"clusterNames\": [\"a\"]},"
            + "{\"name\": \"2\", \"clusterNames\": [\"b\"]}]";
    cluster("a", 100, "True");
    cluster("b", 100, "True");
    policy(groups);
    pass(Duration.ofMinutes(6));
    decider.judgeHealth();
    Current web = placement(Map.of("b", 50), Map.of("b", 50), Map.of("b", 50));
    decider.takeOver(WEB, workload(WEB, 50), web);
    assertThat(place(WEB, 50, web).assigned()).isEqualTo(Map.of("b", 50));
    pass(Duration.ofSeconds(10));
    web = place(WEB, 50, web);
    assertThat(web.assigned()).isEqualTo(Map.of("a", 5, "b", 45));
    assertThat(place(ref("db"), 9, Current.NONE).assigned()).isEqualTo(Map.of("a", 9));
  }

  private void restart(ObjectRef object, int replicas, Current current, int perMinute) {
    decider = new Decider(CONFIG, () -> now);
    cluster("a", 100, "True");
    cluster("b", 100, "True");
    balance(perMinute);
    decider.takeOver(object, workload(object, replicas), current);
  }

  private void balance(int perMinute) {
    policy(
        "\"replicas\": {\"strategy\": \"Spread\"}, \"movement\": {\"rebalance\": \"Always\","
            + " \"maxReplicasPerMinute\": "
            + perMinute
            + "}");
  }

  private void policy(String fields) {
    String json =
        """
        {"metadata": {"name": "default", "namespace": "default"}, "spec": {%s}}\
        """
            .formatted(fields);
    decider.policyChanged(Policy.of(ApiObject.parse(json.getBytes(StandardCharsets.UTF_8))));
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
}
