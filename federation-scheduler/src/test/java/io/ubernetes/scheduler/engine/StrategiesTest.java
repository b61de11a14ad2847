package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrategiesTest {
  private static final List<MemberCluster> CLUSTERS =
      List.of(Given.cluster("a", 100), Given.cluster("b", 40), Given.cluster("c", 10));

  @Test
  void duplicatedGivesEveryClusterAllOfThem() {
    PlacementSpec spec = decide(12, "'replicas': {'type': 'Duplicated'}");
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 12, "b", 12, "c", 10));
    assertThat(spec.unplaced()).as("two copies have no room in c").isEqualTo(2);
  }

  @Test
  void duplicatedKeepsToTheBoundsOfEachCluster() {
    PlacementSpec spec =
        decide(
            5,
            "'replicas': {'type': 'Duplicated', 'clusters': {'a': {}, 'b': {'maxReplicas': 2}}}");
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 5, "b", 2));
    assertThat(
            replicas(
                5, "'replicas': {'type': 'Duplicated', 'clusters': {'a': {'minReplicas': 7}}}"))
        .as("never more than are asked for")
        .isEqualTo(Map.of("a", 5));
  }

  @Test
  void byFreeRoomEvenlyAndByWeightAreDifferentDivisions() {
    assertThat(replicas(15, "'replicas': {'strategy': 'FreeRoom'}"))
        .isEqualTo(Map.of("a", 10, "b", 4, "c", 1));
    assertThat(replicas(15, "'replicas': {'strategy': 'Spread'}"))
        .isEqualTo(Map.of("a", 5, "b", 5, "c", 5));
    assertThat(replicas(15, "'replicas': {'strategy': 'Weighted'}"))
        .isEqualTo(Map.of("a", 5, "b", 5, "c", 5));
    assertThat(
            replicas(
                15,
                "'replicas': {'strategy': 'Weighted', 'clusters': {'a': {'weight': 1},"
                    + " 'b': {'weight': 2}}}"))
        .isEqualTo(Map.of("a", 5, "b", 10));
  }

  @Test
  void spreadGoesOnWhereThereIsRoom() {
    assertThat(replicas(60, "'replicas': {'strategy': 'Spread'}"))
        .isEqualTo(Map.of("a", 25, "b", 25, "c", 10));
  }

  @Test
  void weightsAndCapsHoldTogether() {
    assertThat(
            replicas(
                90,
                "'replicas': {'clusters': {'a': {'weight': 1, 'maxReplicas': 45},"
                    + " 'b': {'weight': 2}, 'c': {'weight': 3}}}"))
        .as("b and c have no more room")
        .isEqualTo(Map.of("a", 40, "b", 40, "c", 10));
  }

  @Test
  void aggregatedUsesAsFewClustersAsCanHoldThem() {
    String aggregated = "'replicas': {'strategy': 'Aggregated'}";
    assertThat(replicas(100, aggregated)).isEqualTo(Map.of("a", 100));
    assertThat(replicas(101, aggregated)).isEqualTo(Map.of("a", 100, "b", 1));
    assertThat(from(30, aggregated, Map.of("c", 5)))
        .as("what is there stays, and is filled up first")
        .isEqualTo(Map.of("a", 20, "c", 10));
    assertThat(from(8, aggregated, Map.of("c", 5))).isEqualTo(Map.of("c", 8));
    assertThat(
            from(
                30, aggregated + ", 'movement': {'rebalance': 'Always'}", Map.of("a", 20, "c", 10)))
        .isEqualTo(Map.of("a", 30));
  }

  @Test
  void aggregatedShrinksFromTheLastCluster() {
    assertThat(from(105, "'replicas': {'strategy': 'Aggregated'}", Map.of("a", 100, "b", 30)))
        .isEqualTo(Map.of("a", 100, "b", 5));
  }

  @Test
  void fixedCountsAreKeptAndTheRestIsDivided() {
    String fixed = "'replicas': {'clusters': {'a': {'replicas': 3}, 'b': {'replicas': 4}";
    assertThat(replicas(7, fixed + "}}")).isEqualTo(Map.of("a", 3, "b", 4));
    PlacementSpec more = decide(9, fixed + "}}");
    assertThat(Given.replicas(more)).isEqualTo(Map.of("a", 3, "b", 4));
    assertThat(more.unplaced()).isEqualTo(2);
    assertThat(replicas(9, fixed + ", '*': {}}}")).isEqualTo(Map.of("a", 3, "b", 4, "c", 2));
  }

  @Test
  void neverMovesNothingThatOverflows() {
    List<MemberCluster> clusters = List.of(Given.cluster("a", 1), Given.cluster("b", 50));
    Map<String, Holding> overdue = Map.of("a", Holding.overdue(10, 6));
    assertThat(
            Given.replicas(
                Given.decide(
                    Given.web(10),
                    Given.bound("'movement': {'rebalance': 'Never'}"),
                    clusters,
                    overdue)))
        .isEqualTo(Map.of("a", 10));
    assertThat(Given.replicas(Given.decide(Given.web(10), Given.bound(""), clusters, overdue)))
        .isEqualTo(Map.of("a", 7, "b", 3));
  }

  @Test
  void alwaysMovesNoMoreThanTheBudgetAllows() {
    DecisionRequest request =
        new DecisionRequest(
            Given.web(20),
            Given.bound(
                "'movement': {'rebalance': 'Always', 'maxReplicasPerMinute': 3},"
                    + " 'replicas': {'strategy': 'Spread'}"),
            List.of(Given.cluster("a", 100), Given.cluster("b", 100)),
            Given.assigned(Map.of("a", 20)),
            Peers.NONE,
            new Allowance(java.time.Instant.EPOCH, 3, 3));
    assertThat(PlacementEngine.decide(request))
        .isInstanceOfSatisfying(
            Outcome.Placed.class,
            placed -> {
              assertThat(Given.replicas(placed.spec())).isEqualTo(Map.of("a", 17, "b", 3));
              assertThat(placed.moved()).isEqualTo(3);
              assertThat(placed.owed()).isEqualTo(7);
            });
  }

  @Test
  void aSuspendedPolicyDecidesNothing() {
    assertThat(
            PlacementEngine.decide(
                new DecisionRequest(
                    Given.web(5), Given.bound("'suspend': true"), CLUSTERS, Map.of())))
        .isEqualTo(new Outcome.Suspended("p"));
  }

  private static PlacementSpec decide(int asked, String spec) {
    return Given.decide(Given.web(asked), Given.bound(spec), CLUSTERS, Map.of());
  }

  private static Map<String, Integer> replicas(int asked, String spec) {
    return Given.replicas(decide(asked, spec));
  }

  private static Map<String, Integer> from(int asked, String spec, Map<String, Integer> held) {
    return Given.replicas(
        Given.decide(Given.web(asked), Given.bound(spec), CLUSTERS, Given.assigned(held)));
  }
}
