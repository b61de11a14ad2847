package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.PlacementSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which clusters may be used: fields, tolerations, and groups in order.
class ClusterChoiceTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final MemberCluster A = Given.in(Given.cluster("a", 10), "eu", "eu-1");
  private static final MemberCluster B = Given.in(Given.cluster("b", 10), "eu", "eu-2");
  private static final MemberCluster C = Given.in(Given.cluster("c", 10), "us", "us-1");

  private static final String ORDERED =
      "'clusterAffinities': [{'name': 'home', 'clusterNames': ['a']},"
          + " {'name': 'away', 'clusterNames': ['b', 'c']}]";

  @Test
  void clustersAreChosenByTheirFields() {
    String eu =
        "'clusterAffinity': {'fieldSelector': {'matchExpressions': [{'key': 'region',"
            + " 'operator': 'In', 'values': ['eu']}, {'key': 'zone', 'operator': 'NotIn',"
            + " 'values': ['eu-2']}]}}";
    PlacementSpec spec = decide(4, eu, List.of(A, B, C), Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 4));
    assertThat(message(spec, "c"))
        .isEqualTo("its fields do not match the policy's region in (eu),zone notin (eu-2)");
  }

  @Test
  void toleratedTaintsAreBorneAndOthersAreNot() {
    MemberCluster tainted = Given.tainted(A, new Taint("gpu", "yes", "NoSchedule"));
    List<MemberCluster> clusters = List.of(tainted, B);
    assertThat(Given.replicas(decide(4, "", clusters, Map.of()))).isEqualTo(Map.of("b", 4));
    assertThat(
            Given.replicas(
                decide(
                    4,
                    "'clusterTolerations': [{'key': 'gpu', 'operator': 'Exists'}]",
                    clusters,
                    Map.of())))
        .isEqualTo(Map.of("a", 2, "b", 2));
    assertThat(
            Given.replicas(
                decide(
                    4,
                    "'clusterTolerations': [{'key': 'gpu', 'value': 'no'}]",
                    clusters,
                    Map.of())))
        .isEqualTo(Map.of("b", 4));
  }

  @Test
  void preferNoScheduleMakesAClusterTheLastChoice() {
    List<MemberCluster> clusters =
        List.of(Given.tainted(A, new Taint("old", null, "PreferNoSchedule")), B);
    assertThat(Given.replicas(decide(8, "", clusters, Map.of()))).isEqualTo(Map.of("b", 8));
    PlacementSpec spec = decide(13, "", clusters, Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 3, "b", 10));
    assertThat(spec.decisions().getFirst().score()).isEqualTo(Map.of("taints", -100L));
    assertThat(
            Given.replicas(
                decide(8, "'clusterTolerations': [{'operator': 'Exists'}]", clusters, Map.of())))
        .isEqualTo(Map.of("a", 4, "b", 4));
  }

  @Test
  void noExecuteIsBorneForItsTimeAndThenTheReplicasGo() {
    List<MemberCluster> clusters =
        List.of(Given.tainted(A, new Taint("leaving", null, "NoExecute", NOON.toString())), B, C);
    String tolerant =
        "'clusterTolerations': [{'key': 'leaving', 'operator': 'Exists', 'effect': 'NoExecute',"
            + " 'tolerationSeconds': 60}]";
    Map<String, Integer> held = Map.of("a", 4, "b", 2);
    Outcome.Placed before = at(NOON.plusSeconds(59), tolerant, clusters, held);
    assertThat(Given.replicas(before.spec())).isEqualTo(held);
    assertThat(before.revisitAt()).contains(NOON.plus(Duration.ofMinutes(1)));
    Outcome.Placed after = at(NOON.plusSeconds(60), tolerant, clusters, held);
    assertThat(Given.replicas(after.spec())).isEqualTo(Map.of("b", 3, "c", 3));
    assertThat(after.revisitAt()).isEmpty();
    assertThat(
            Given.replicas(
                at(NOON, "'clusterTolerations': [{'operator': 'Exists'}]", clusters, held).spec()))
        .as("a toleration without an end bears it for ever")
        .isEqualTo(held);
    assertThat(Given.replicas(at(NOON, "", clusters, held).spec()))
        .isEqualTo(Map.of("b", 3, "c", 3));
  }

  @Test
  void theFirstGroupThatCanHoldTheObjectIsUsed() {
    List<MemberCluster> clusters = List.of(A, B, C);
    PlacementSpec fits = decide(10, ORDERED, clusters, Map.of());
    assertThat(Given.replicas(fits)).isEqualTo(Map.of("a", 10));
    assertThat(Given.reason(fits, "b")).isEqualTo("OtherGroup");
    assertThat(Given.replicas(decide(12, ORDERED, clusters, Map.of())))
        .isEqualTo(Map.of("b", 6, "c", 6));
    assertThat(Given.replicas(decide(12, ORDERED, clusters, Map.of("a", 8))))
        .as("what runs in an earlier group stays")
        .isEqualTo(Map.of("a", 8, "b", 2, "c", 2));
    assertThat(Given.replicas(decide(50, ORDERED, clusters, Map.of())))
        .as("where none can, the largest is")
        .isEqualTo(Map.of("b", 10, "c", 10));
  }

  @Test
  void aLostGroupIsLeftAndReplicasReturnToItSlowlyOnceItIsTrusted() {
    Map<String, Integer> home = Map.of("a", 10);
    Map<String, Integer> away = Map.of("b", 5, "c", 5);
    assertThat(
            Given.replicas(
                decide(10, ORDERED, List.of(A.withState(ClusterState.LOST), B, C), home)))
        .isEqualTo(away);
    assertThat(
            Given.replicas(
                decide(10, ORDERED, List.of(A.withState(ClusterState.RETURNED), B, C), away)))
        .isEqualTo(away);
    Outcome.Placed first = back(4, ORDERED, away);
    assertThat(Given.replicas(first.spec())).isEqualTo(Map.of("a", 4, "b", 3, "c", 3));
    assertThat(first.moved()).isEqualTo(4);
    assertThat(first.owed()).isEqualTo(6);
    Outcome.Placed last = back(6, ORDERED, Given.replicas(first.spec()));
    assertThat(Given.replicas(last.spec())).isEqualTo(home);
    assertThat(last.owed()).isZero();
    assertThat(Given.replicas(back(9, ORDERED + ", 'failback': 'Never'", away).spec()))
        .isEqualTo(away);
  }

  @Test
  void aClusterInNoGroupIsNotUsed() {
    PlacementSpec spec = decide(4, ORDERED, List.of(A, Given.cluster("d", 90)), Map.of("d", 3));
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 4));
    assertThat(message(spec, "d")).isEqualTo("it is in none of the policy's groups of clusters");
  }

  private static Outcome.Placed back(int moves, String spec, Map<String, Integer> held) {
    return placed(
        new DecisionRequest(
            Given.web(10),
            Given.bound(spec),
            List.of(A, B, C),
            Given.assigned(held),
            Peers.NONE,
            new Allowance(NOON, Integer.MAX_VALUE, moves)));
  }

  private static Outcome.Placed at(
      Instant now, String spec, List<MemberCluster> clusters, Map<String, Integer> held) {
    return placed(
        new DecisionRequest(
            Given.web(6),
            Given.bound(spec),
            clusters,
            Given.assigned(held),
            Peers.NONE,
            new Allowance(now, Integer.MAX_VALUE, Integer.MAX_VALUE)));
  }

  private static Outcome.Placed placed(DecisionRequest request) {
    if (PlacementEngine.decide(request) instanceof Outcome.Placed placed) {
      return placed;
    }
    throw new AssertionError("not placed");
  }

  private static PlacementSpec decide(
      int asked, String spec, List<MemberCluster> clusters, Map<String, Integer> held) {
    return Given.decide(Given.web(asked), Given.bound(spec), clusters, Given.assigned(held));
  }

  private static String message(PlacementSpec spec, String cluster) {
    return spec.decisions().stream()
        .filter(d -> d.cluster().equals(cluster))
        .map(d -> String.valueOf(d.message()))
        .findFirst()
        .orElseThrow();
  }
}
