package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The scenarios by which Federation v1 was designed (`federated-replicasets.md`), with its
/// annotation: 50 replicas, clusters a, b and c. Which of equal clusters has the odd replica is
/// left to the hash, as it was there.
class V1ScenariosTest {
  private static final MemberCluster A = Given.cluster("a", 1000);
  private static final MemberCluster B = Given.cluster("b", 1000);
  private static final MemberCluster C = Given.cluster("c", 1000);
  private static final MemberCluster FULL_C = Given.cluster("c", 6);
  private static final List<MemberCluster> ALL = List.of(A, B, C);

  @Test
  void scenario1EvenlyOverAllAvailableClusters() {
    String evenly = rebalancing("'*': {'weight': 1}");
    assertThat(decide(evenly, ALL).values()).containsExactlyInAnyOrder(16, 17, 17);
    assertThat(decide(evenly, List.of(A, B, FULL_C))).isEqualTo(Map.of("a", 22, "b", 22, "c", 6));
    assertThat(decide(evenly, List.of(A, lost(B), lost(C)))).isEqualTo(Map.of("a", 50));
  }

  @Test
  void scenario2OnlyTwoInEachCluster() {
    for (String two :
        List.of(
            "'*': {'maxReplicas': 2, 'weight': 1}",
            "'*': {'minReplicas': 2, 'weight': 0}",
            "'*': {'minReplicas': 2, 'maxReplicas': 2}")) {
      assertThat(decide(rebalancing(two), ALL)).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
    }
  }

  @Test
  void scenario3TwentyInEachOfThreeClusters() {
    assertThat(decide(rebalancing("'*': {'minReplicas': 20, 'weight': 0}"), ALL).values())
        .containsExactlyInAnyOrder(20, 20, 10);
  }

  @Test
  void scenario4EquallyButNoMoreThanTwentyInC() {
    String capped = rebalancing("'*': {'weight': 1}, 'c': {'maxReplicas': 20, 'weight': 1}");
    assertThat(decide(capped, ALL).values()).containsExactlyInAnyOrder(16, 17, 17);
    assertThat(decide(capped, List.of(A, lost(B), C))).isEqualTo(Map.of("a", 30, "c", 20));
    assertThat(decide(capped, List.of(lost(A), lost(B), C))).isEqualTo(Map.of("c", 20));
  }

  @Test
  void scenario5InAAndIfThereIsTroubleInBAndCEqually() {
    String mostlyA = keeping("'a': {'weight': 1000000}, 'b': {'weight': 1}, 'c': {'weight': 1}");
    assertThat(decide(mostlyA, ALL)).isEqualTo(Map.of("a", 50));
    assertThat(decide(mostlyA, List.of(Given.cluster("a", 40), B, C)))
        .isEqualTo(Map.of("a", 40, "b", 5, "c", 5));
  }

  @Test
  void scenario6TwiceAsManyInA() {
    String twice = keeping("'a': {'weight': 2}, 'b': {'weight': 1}, 'c': {'weight': 1}");
    assertThat(decide(twice, ALL)).containsEntry("a", 25);
    assertThat(decide(twice, ALL).values()).containsExactlyInAnyOrder(25, 12, 13);
  }

  @Test
  void scenario7EvenlyButWhatIsThereIsNotMoved() {
    String evenly = keeping("'*': {'weight': 1}");
    assertThat(from(evenly, ALL, 20)).isEqualTo(Map.of("a", 20, "b", 15, "c", 15));
    assertThat(from(evenly, List.of(A, B, FULL_C), 20)).isEqualTo(Map.of("a", 22, "b", 22, "c", 6));
    assertThat(from(evenly, List.of(A, B, FULL_C), 30)).isEqualTo(Map.of("a", 30, "b", 14, "c", 6));
  }

  private static MemberCluster lost(MemberCluster cluster) {
    return cluster.withState(ClusterState.LOST);
  }

  private static String rebalancing(String clusters) {
    return "{'rebalance': true, 'clusters': {".concat(clusters).concat("}}");
  }

  private static String keeping(String clusters) {
    return "{'rebalance': false, 'clusters': {".concat(clusters).concat("}}");
  }

  private static Map<String, Integer> decide(String preferences, List<MemberCluster> clusters) {
    return Given.replicas(
        Given.decide(Given.annotated(50, preferences.replace('\'', '"')), clusters));
  }

  private static Map<String, Integer> from(
      String preferences, List<MemberCluster> clusters, int inA) {
    return Given.replicas(
        Given.decide(
            Given.annotated(50, preferences.replace('\'', '"')),
            PolicyBinding.NONE,
            clusters,
            Given.assigned(Map.of("a", inA))));
  }
}
