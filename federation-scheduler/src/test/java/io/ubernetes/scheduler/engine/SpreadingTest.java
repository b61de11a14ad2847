package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpreadingTest {
  private static final MemberCluster EU_1 = Given.in(Given.cluster("a", 50), "eu", "eu-1");
  private static final MemberCluster EU_2 = Given.in(Given.cluster("b", 50), "eu", "eu-2");
  private static final MemberCluster US = Given.in(Given.cluster("c", 10), "us", "us-1");
  private static final MemberCluster ASIA = Given.in(Given.cluster("d", 4), "asia", "asia-1");
  private static final List<MemberCluster> ALL = List.of(EU_1, EU_2, US, ASIA);

  @Test
  void groupsDifferByNoMoreThanTheSkewAndTheRestStaysUnplaced() {
    String region = spread("'topologyKey': 'region', 'maxSkew': 1");
    assertThat(replicas(9, region, Map.of()))
        .isEqualTo(Map.of("a", 2, "b", 1, "c", 3, "d", 3))
        .isNotEmpty();
    PlacementSpec full = decide(30, region, Map.of());
    assertThat(Given.replicas(full)).isEqualTo(Map.of("a", 3, "b", 2, "c", 5, "d", 4));
    assertThat(full.unplaced()).isEqualTo(16);
  }

  @Test
  void softSkewIsHeldAsFarAsThereIsRoom() {
    String soft =
        spread("'topologyKey': 'region', 'maxSkew': 1, 'whenUnsatisfiable': 'ScheduleAnyway'");
    PlacementSpec spec = decide(30, soft, Map.of());
    assertThat(spec.unplaced()).isZero();
    assertThat(sum(spec, "c")).isEqualTo(5);
    assertThat(sum(spec, "d")).isEqualTo(4);
  }

  @Test
  void noMoreGroupsAreUsedThanAllowedAndThoseInUseAreKept() {
    String two = spread("'topologyKey': 'region', 'maxGroups': 2");
    PlacementSpec spec = decide(40, two, Map.of());
    assertThat(Given.replicas(spec)).containsOnlyKeys("a", "b", "c");
    assertThat(Given.reason(spec, "d")).isEqualTo("SpreadConstraint");
    assertThat(replicas(4, spread("'topologyKey': 'region', 'maxGroups': 1"), Map.of("d", 2)))
        .isEqualTo(Map.of("d", 4));
    assertThat(replicas(9, spread("'topologyKey': 'cluster', 'maxGroups': 1"), Map.of("d", 2)))
        .as("what cannot grow where it is goes where it can")
        .hasSize(1)
        .doesNotContainKey("d");
  }

  @Test
  void anEditThatAllowsFewerGroupsMovesOnlyWhatIsInTheOthers() {
    assertThat(
            replicas(
                10,
                spread("'topologyKey': 'region', 'maxGroups': 2"),
                Map.of("a", 2, "b", 2, "c", 4, "d", 2)))
        .satisfies(replicas -> {
          assertThat(replicas).doesNotContainKey("d").containsEntry("c", 4);
          assertThat(replicas.getOrDefault("a", 0) + replicas.getOrDefault("b", 0)).isEqualTo(6);
        });
  }

  @Test
  void atLeastSoManyGroupsAreUsed() {
    String three = spread("'topologyKey': 'region', 'minGroups': 3");
    assertThat(replicas(40, three, Map.of())).containsKeys("c", "d");
    assertThat(replicas(3, three, Map.of())).hasSize(3).containsKeys("c", "d");
    assertThat(replicas(2, three, Map.of())).hasSize(2);
  }

  @Test
  void tooFewGroupsPlaceNothingNewAndKeepWhatRuns() {
    String four = spread("'topologyKey': 'region', 'minGroups': 4");
    PlacementSpec spec = decide(8, four, Map.of("a", 5));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 5));
    assertThat(spec.unplaced()).isEqualTo(3);
    assertThat(spec.decisions().getFirst().message())
        .isEqualTo("of at least 4 regions only 3 can be used");
    String soft = "'topologyKey': 'region', 'minGroups': 4, 'whenUnsatisfiable': 'ScheduleAnyway'";
    assertThat(decide(8, spread(soft), Map.of("a", 5)).unplaced()).isZero();
  }

  @Test
  void anyLabelMakesGroupsAndClustersWithoutItAreNotUsed() {
    PlacementSpec spec =
        decide(6, spread("'topologyKey': 'example.com/rack', 'maxSkew': 1"), Map.of());
    assertThat(Given.replicas(spec)).isEmpty();
    assertThat(spec.decisions().getFirst().message())
        .isEqualTo("the cluster has no value for example.com/rack");
  }

  @Test
  void aRuleThatIsBrokenByWhatRunsMovesTheLeastThatMendsIt() {
    String region = spread("'topologyKey': 'region', 'maxSkew': 2");
    assertThat(replicas(11, region, Map.of("a", 6, "c", 3, "d", 2)))
        .isEqualTo(Map.of("a", 5, "c", 3, "d", 3));
    assertThat(replicas(9, region, Map.of("a", 4, "c", 3, "d", 2)))
        .isEqualTo(Map.of("a", 4, "c", 3, "d", 2));
    assertThat(
            replicas(
                10,
                region + ", 'movement': {'rebalance': 'Never'}",
                Map.of("a", 6, "c", 2, "d", 2)))
        .isEqualTo(Map.of("a", 6, "c", 2, "d", 2));
  }

  @Test
  void whatRunsIsNotTakenAwayForARuleThatNothingCanMend() {
    MemberCluster gone = US.withState(ClusterState.LOST);
    PlacementSpec spec =
        Given.decide(
            Given.web(10),
            Given.bound(spread("'topologyKey': 'cluster', 'maxSkew': 1")),
            List.of(EU_1, gone, Given.cluster("z", 0)),
            Given.assigned(Map.of("a", 5, "c", 5)));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 5));
    assertThat(spec.unplaced()).isEqualTo(5);
  }

  @Test
  void twoRulesHoldTogether() {
    String both =
        "'spreadConstraints': [{'topologyKey': 'zone', 'maxSkew': 1},"
            + " {'topologyKey': 'region', 'maxGroups': 2}]";
    assertThat(replicas(9, both, Map.of())).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
  }

  private static String spread(String constraint) {
    return "'spreadConstraints': [{" + constraint + "}]";
  }

  private static int sum(PlacementSpec spec, String... clusters) {
    Map<String, Integer> replicas = Given.replicas(spec);
    int sum = 0;
    for (String cluster : clusters) {
      sum += replicas.getOrDefault(cluster, 0);
    }
    return sum;
  }

  private static PlacementSpec decide(int asked, String spec, Map<String, Integer> held) {
    return Given.decide(Given.web(asked), Given.bound(spec), ALL, Given.assigned(held));
  }

  private static Map<String, Integer> replicas(int asked, String spec, Map<String, Integer> held) {
    return Given.replicas(decide(asked, spec, held));
  }
}
