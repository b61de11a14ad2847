package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementEngineTest {
  private static final MemberCluster A = Given.cluster("a", 100);
  private static final MemberCluster B = Given.cluster("b", 100);
  private static final MemberCluster C = Given.cluster("c", 100);

  @Test
  void fiveReplicasOverRoomTwoToThreeAreTwoAndThree() {
    PlacementSpec spec =
        Given.decide(Given.web(5), List.of(Given.cluster("a", 2), Given.cluster("b", 3)));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 2, "b", 3));
    assertThat(spec.unplaced()).isZero();
    spec = Given.decide(Given.web(5), List.of(Given.cluster("a", 20), Given.cluster("b", 30)));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 2, "b", 3));
    assertThat(spec.decisions())
        .containsExactly(
            new PlacementSpec.ClusterDecision("a", 20L, 20L, "Taken", null),
            new PlacementSpec.ClusterDecision("b", 30L, 30L, "Taken", null));
  }

  @Test
  void scalingUpTakesNothingAwayAndScalingDownApproachesTheDesiredDivision() {
    List<MemberCluster> clusters = List.of(Given.cluster("a", 200), Given.cluster("b", 300));
    Map<String, Integer> fifty = decideFrom(50, clusters, Map.of("a", 2, "b", 3));
    assertThat(fifty).isEqualTo(Map.of("a", 20, "b", 30));
    assertThat(decideFrom(7, clusters, fifty)).isEqualTo(Map.of("a", 3, "b", 4));
    // From a lopsided start: what is added goes where it lacks, what is removed comes from where
    // there is too much.
    assertThat(decideFrom(12, clusters, Map.of("a", 10))).isEqualTo(Map.of("a", 10, "b", 2));
    assertThat(decideFrom(6, clusters, Map.of("a", 10))).isEqualTo(Map.of("a", 6));
    assertThat(decideFrom(10, clusters, Map.of("a", 10))).isEqualTo(Map.of("a", 10));
  }

  @Test
  void withRebalanceTheDesiredDivisionIsTakenAsItIs() {
    PlacementSpec spec =
        Given.decide(
            Given.web(10),
            Given.policy(true, Map.of("*", Given.preference(1, null, null))),
            List.of(A, B),
            Given.assigned(Map.of("a", 10)));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 5, "b", 5));
  }

  @Test
  void equalClustersDifferByNoMoreThanOne() {
    List<MemberCluster> clusters =
        IntStream.range(0, 100).mapToObj(i -> Given.cluster("c" + i, 100)).toList();
    for (int asked : new int[] {1, 99, 101, 150, 199}) {
      PlacementSpec spec =
          Given.decide(
              Given.web(asked),
              Given.policy(false, Map.of("*", Given.preference(1, null, null))),
              clusters,
              Map.of());
      assertThat(Given.replicas(spec).values())
          .hasSize(Math.min(asked, 100))
          .allMatch(n -> n == asked / 100 || n == asked / 100 + 1);
    }
  }

  @Test
  void minimumsComeFirstMaximumsAreHardAndWeightZeroGetsItsMinimumOnly() {
    Map<String, ClusterPreference> preferences =
        Map.of(
            "a", Given.preference(1, null, 3),
            "b", Given.preference(0, 2, null),
            "c", Given.preference(1, 4, null));
    assertThat(decide(20, preferences)).isEqualTo(Map.of("a", 3, "b", 2, "c", 15));
    assertThat(decide(6, preferences)).isEqualTo(Map.of("b", 2, "c", 4));
    assertThat(decide(5, preferences)).isEqualTo(Map.of("b", 1, "c", 4));
  }

  @Test
  void whatTheMaximumsDoNotAllowIsUnplacedAndSaid() {
    Outcome outcome =
        PlacementEngine.decide(
            new DecisionRequest(
                Given.web(10),
                Given.policy(false, Map.of("*", Given.preference(1, null, 3))),
                List.of(A, B),
                Map.of()));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Placed.class,
            placed -> {
              assertThat(placed.spec().unplaced()).isEqualTo(4);
              assertThat(placed.spec().shortage())
                  .extracting(PlacementSpec.Shortage::reason)
                  .isEqualTo("LimitedByPreferences");
            });
  }

  @Test
  void whatHasNoRoomIsUnplacedAndSaid() {
    List<MemberCluster> clusters =
        List.of(Given.cluster("a", 2), Given.cluster("b", 0), Given.cluster("c", 1));
    Outcome outcome =
        PlacementEngine.decide(
            new DecisionRequest(Given.web(10), PolicyBinding.NONE, clusters, Map.of()));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Placed.class,
            placed -> {
              assertThat(Given.replicas(placed.spec())).isEqualTo(Map.of("a", 2, "c", 1));
              assertThat(placed.spec().unplaced()).isEqualTo(7);
              assertThat(Given.reason(placed.spec(), "b")).isEqualTo("NoRoom");
              assertThat(placed.spec().shortage())
                  .isEqualTo(
                      new PlacementSpec.Shortage(
                          "InsufficientRoom", "7 of 10 replicas have no room in any cluster"));
            });
  }

  @Test
  void whereNoClusterMayBeUsedItIsCountedWhy() {
    PlacementSpec spec =
        Given.decide(
            Given.web(6),
            Given.policy(false, Map.of("no-such-cluster", Given.preference(1, null, null))),
            List.of(A, B),
            Map.of());
    assertThat(spec.shortage())
        .isEqualTo(
            new PlacementSpec.Shortage("NoClusters", "no cluster may be used: 2 NotInPreferences"));
  }

  @Test
  void aClusterWithoutPreferenceGetsNothing() {
    PlacementSpec spec =
        Given.decide(
            Given.web(6),
            Given.policy(false, Map.of("a", Given.preference(1, null, null))),
            List.of(A, B),
            Given.assigned(Map.of("b", 6)));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 6));
    assertThat(Given.reason(spec, "b")).isEqualTo("NotInPreferences");
  }

  @Test
  void aLostClustersReplicasAreDividedOverTheOthersAndNothingElseMoves() {
    PlacementSpec spec =
        Given.decide(
            Given.web(10),
            PolicyBinding.NONE,
            List.of(A.withState(ClusterState.LOST), B, C),
            Given.assigned(Map.of("a", 4, "b", 4, "c", 2)));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("b", 5, "c", 5));
    assertThat(Given.reason(spec, "a")).isEqualTo("NotReady");
  }

  @Test
  void anUnreachableClusterKeepsWhatItHasAndTakesNothingNew() {
    for (ClusterState state : List.of(ClusterState.UNREACHABLE, ClusterState.SUSPECT)) {
      List<MemberCluster> clusters = List.of(A.withState(state), B, C.withState(state));
      Map<String, Integer> held = Map.of("a", 4, "b", 4);
      assertThat(decideFrom(8, clusters, held)).isEqualTo(held);
      assertThat(decideFrom(20, clusters, held)).isEqualTo(Map.of("a", 4, "b", 16));
      assertThat(decideFrom(20, clusters, Map.of())).isEqualTo(Map.of("b", 20));
    }
  }

  @Test
  void noScheduleKeepsAwayAndNoExecuteDrivesAway() {
    Map<String, Integer> held = Map.of("a", 4, "b", 4);
    assertThat(decideFrom(20, List.of(Given.tainted(A, "NoSchedule"), B), held))
        .isEqualTo(Map.of("a", 4, "b", 16));
    assertThat(decideFrom(8, List.of(Given.tainted(A, "NoExecute"), B), held))
        .isEqualTo(Map.of("b", 8));
    assertThat(decideFrom(8, List.of(Given.tainted(A, "PreferNoSchedule"), B), held))
        .isEqualTo(held);
  }

  @Test
  void aClusterThatLeavesIsLeft() {
    MemberCluster leaving =
        new MemberCluster(
            "a",
            Map.of(),
            A.place(),
            List.of(),
            true,
            ClusterState.READY,
            A.freeRoom(),
            A.apiVersions());
    assertThat(decideFrom(8, List.of(leaving, B), Map.of("a", 4, "b", 4)))
        .isEqualTo(Map.of("b", 8));
  }

  @Test
  void aClusterThatVanishedIsLeft() {
    assertThat(decideFrom(8, List.of(B), Map.of("a", 4, "b", 4))).isEqualTo(Map.of("b", 8));
    assertThat(decideFrom(8, List.of(), Map.of("a", 4, "b", 4))).isEmpty();
  }

  @Test
  void aClusterThatDoesNotServeTheKindTakesNothing() {
    MemberCluster old =
        new MemberCluster(
            "a",
            Map.of(),
            A.place(),
            List.of(),
            false,
            ClusterState.READY,
            A.freeRoom(),
            Set.of("v1", "extensions/v1beta1"));
    PlacementSpec spec = Given.decide(Given.web(4), List.of(old, B));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("b", 4));
    assertThat(Given.reason(spec, "a")).isEqualTo("ApiNotServed");
  }

  @Test
  void podsThatRunStayWhenRoomShrinksAndPodsThatNeverStartedMoveWhenOverdue() {
    List<MemberCluster> clusters = List.of(Given.cluster("a", 1), Given.cluster("b", 50));
    assertThat(decideWith(10, clusters, Map.of("a", Holding.starting(10, 0))))
        .isEqualTo(Map.of("a", 10));
    assertThat(decideWith(10, clusters, Map.of("a", Holding.overdue(10, 6))))
        .isEqualTo(Map.of("a", 7, "b", 3));
    assertThat(decideWith(10, clusters, Map.of("a", Holding.overdue(10, 10))))
        .isEqualTo(Map.of("a", 10));
  }

  @Test
  void podsThatAreOverdueStayAsFarAsNoOtherClusterHasRoomForThem() {
    List<MemberCluster> full = List.of(Given.cluster("a", 0), Given.cluster("b", 0));
    Map<String, Holding> overdue = Map.of("a", Holding.overdue(2, 0), "b", Holding.overdue(3, 1));
    assertThat(decideWith(5, full, overdue)).isEqualTo(Map.of("a", 2, "b", 3));
    List<MemberCluster> oneFree =
        List.of(Given.cluster("a", 0), Given.cluster("b", 0), Given.cluster("c", 1));
    Map<String, Integer> division = decideWith(5, oneFree, overdue);
    assertThat(division).containsEntry("c", 1);
    assertThat(division.values().stream().mapToInt(n -> n).sum()).isEqualTo(5);
  }

  @Test
  void whatAClusterRunsOfTheObjectCountsAsRoomForIt() {
    List<MemberCluster> clusters = List.of(Given.cluster("a", 0), Given.cluster("b", 10));
    assertThat(
            Given.replicas(
                Given.decide(
                    Given.web(20),
                    Given.policy(true, Map.of()),
                    clusters,
                    Map.of("a", Holding.starting(10, 10)))))
        .isEqualTo(Map.of("a", 10, "b", 10));
  }

  @Test
  void kindsWithoutReplicasGoToAllClustersThatMayBeUsed() {
    Workload map =
        new Workload(
            GroupVersionKind.of("v1", "ConfigMap"),
            Given.WEB,
            "uid",
            1,
            Map.of(),
            null,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    List<MemberCluster> clusters =
        List.of(
            C,
            A.withState(ClusterState.UNREACHABLE),
            B.withState(ClusterState.LOST),
            Given.cluster("d", 0));
    PlacementSpec spec = Given.decide(map, PolicyBinding.NONE, clusters, Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("c", -1, "d", -1));
    assertThat(spec.unplaced()).isNull();
    Map<String, Holding> held = Map.of("a", Holding.NOTHING, "b", Holding.NOTHING);
    assertThat(Given.replicas(Given.decide(map, PolicyBinding.NONE, clusters, held)))
        .isEqualTo(Map.of("a", -1, "c", -1, "d", -1));
  }

  @Test
  void theAnnotationOfFederationV1WinsOverThePolicy() {
    Workload web =
        Given.annotated(9, "{\"clusters\": {\"a\": {\"weight\": 2}, \"b\": {\"weight\": 1}}}");
    PlacementSpec spec =
        Given.decide(
            web,
            Given.policy(false, Map.of("c", Given.preference(1, null, null))),
            List.of(A, B, C),
            Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 6, "b", 3));
  }

  @Test
  void preferencesThatAreNotUnderstoodAreRefused() {
    assertRefused("{", "is no JSON object");
    assertRefused("[]", "is no JSON object");
    assertRefused("{\"rebalance\": \"yes\"}", "rebalance: must be true or false");
    assertRefused("{\"cluster\": {}}", "cluster: is not known");
    assertRefused("{\"clusters\": []}", "clusters: must be an object");
    assertRefused("{\"clusters\": {\"a\": 1}}", "clusters.a: must be an object");
    assertRefused("{\"clusters\": {\"a\": {\"wieght\": 1}}}", "clusters.a.wieght: is not known");
    assertRefused(
        "{\"clusters\": {\"a\": {\"minReplicas\": 1.5}}}",
        "clusters.a.minReplicas: must be a whole number up to 2147483647");
    assertRefused("{\"clusters\": {\"a\": {\"weight\": -1}}}", "clusters.a: must not be negative");
    assertRefused(
        "{\"clusters\": {\"a\": {\"minReplicas\": 3, \"maxReplicas\": 2}}}",
        "clusters.a: minReplicas 3 is more than maxReplicas 2");
    assertRefused("{\"rebalance\": true, \"rebalance\": true}", "is no JSON object");
  }

  private static void assertRefused(String preferences, String message) {
    Outcome outcome =
        PlacementEngine.decide(
            new DecisionRequest(
                Given.annotated(1, preferences), PolicyBinding.NONE, List.of(A), Map.of()));
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Refused(
                "InvalidPreferences", "the annotation of replica preferences: " + message));
  }

  @Test
  void anAbsentWeightInTheAnnotationIsZeroAndNoClustersMeansByFreeRoom() {
    List<MemberCluster> clusters = List.of(A, B);
    assertThat(
            Given.replicas(
                Given.decide(
                    Given.annotated(9, "{\"clusters\": {\"*\": {\"minReplicas\": 2}}}"), clusters)))
        .isEqualTo(Map.of("a", 2, "b", 2));
    assertThat(Given.replicas(Given.decide(Given.annotated(8, "{\"rebalance\": true}"), clusters)))
        .isEqualTo(Map.of("a", 4, "b", 4));
  }

  @Test
  void federationV1sClusterSelectorChoosesByLabel() {
    List<MemberCluster> clusters = List.of(A, labelled("east", 1), labelled("west", 20));
    assertThat(chosen("[{\"key\": \"zone\", \"operator\": \"exists\"}]", clusters))
        .isEqualTo(Map.of("west", 1));
    assertThat(
            chosen(
                "[{\"key\": \"zone\", \"operator\": \"in\", \"values\": [\"east\"]},"
                    + " {\"key\": \"size\", \"operator\": \"lt\", \"values\": [\"5\"]}]",
                clusters))
        .isEqualTo(Map.of("east", 1));
    assertThat(chosen("[{\"key\": \"zone\", \"operator\": \"!\"}]", clusters))
        .isEqualTo(Map.of("a", 1));
    for (String malformed : List.of("{}", "[", "[{\"key\": \"a\", \"operator\": \"In\"}]")) {
      assertThat(
              PlacementEngine.decide(
                  new DecisionRequest(
                      Given.choosing(malformed), PolicyBinding.NONE, clusters, Map.of())))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo("InvalidPreferences"));
    }
  }

  private static Map<String, Integer> chosen(String selector, List<MemberCluster> clusters) {
    return Given.replicas(Given.decide(Given.choosing(selector), clusters));
  }

  private static MemberCluster labelled(String zone, int size) {
    return new MemberCluster(
        zone,
        Map.of("zone", zone, "size", Integer.toString(size)),
        MemberCluster.Place.UNKNOWN,
        List.of(),
        false,
        ClusterState.READY,
        Given.room(size),
        Set.of());
  }

  @Test
  void aMillionReplicasOverAThousandClustersAreDivided() {
    List<MemberCluster> clusters = new ArrayList<>();
    Map<String, Integer> held = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      clusters.add(Given.cluster("c" + i, 1000 + i));
      held.put("c" + i, 500);
    }
    Map<String, Integer> replicas = decideFrom(1_000_000, clusters, held);
    assertThat(replicas.values().stream().mapToInt(n -> n).sum()).isEqualTo(1_000_000);
    assertThat(replicas.values()).allMatch(n -> n >= 500);
  }

  @Test
  void tiesAreSettledByFnv1AsInFederationV1() {
    assertThat(Candidate.fnv1("")).isEqualTo(0x811c9dc5);
    assertThat(Candidate.fnv1("a")).isEqualTo(0x050c5d7e);
    assertThat(Candidate.fnv1("foobar")).isEqualTo(0x31f0b262);
  }

  private static Map<String, Integer> decide(
      int asked, Map<String, ClusterPreference> preferences) {
    return Given.replicas(
        Given.decide(
            Given.web(asked), Given.policy(false, preferences), List.of(A, B, C), Map.of()));
  }

  private static Map<String, Integer> decideFrom(
      int asked, List<MemberCluster> clusters, Map<String, Integer> held) {
    return decideWith(asked, clusters, Given.assigned(held));
  }

  private static Map<String, Integer> decideWith(
      int asked, List<MemberCluster> clusters, Map<String, Holding> holdings) {
    return Given.replicas(Given.decide(Given.web(asked), PolicyBinding.NONE, clusters, holdings));
  }
}
