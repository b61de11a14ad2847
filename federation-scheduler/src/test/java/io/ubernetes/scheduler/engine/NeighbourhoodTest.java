package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.federation.PlacementSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
  private static final MemberCluster A = Given.in(Given.cluster("a", 10), "eu", "eu-1");
  private static final MemberCluster B = Given.in(Given.cluster("b", 10), "eu", "eu-2");
  private static final MemberCluster C = Given.in(Given.cluster("c", 10), "us", "us-1");
  private static final List<MemberCluster> ALL = List.of(A, B, C);

  private static final String CACHE =
      "{'labelSelector': {'matchLabels': {'app': 'cache'}}, 'topologyKey': 'region'}";

  /// Other objects, all in the namespace `default`.
  private record Others(List<Peers.Peer> all, List<Peers.Keeping> keeping) implements Peers {

    static Others of(String app, String... clusters) {
      return new Others(
          List.of(new Peers.Peer("default", Map.of("app", app), Set.of(clusters))), List.of());
    }

    @Override
    public void matching(Neighbours.Term term, String home, Consumer<Peers.Peer> each) {
      for (Peers.Peer peer : all) {
        if (term.matches(home, peer.namespace(), peer.labels())) {
          each.accept(peer);
        }
      }
    }

    @Override
    public void keepingAway(
        String namespace, Map<String, String> labels, Consumer<Peers.Keeping> each) {
      for (Peers.Keeping other : keeping) {
        if (other.terms().stream().anyMatch(t -> t.matches("default", namespace, labels))) {
          each.accept(other);
        }
      }
    }
  }

  @Test
  void anObjectGoesWhereTheOtherIs() {
    String near = "'placementAffinity': {'required': [" + CACHE + "]}";
    PlacementSpec spec = decide(6, near, Others.of("cache", "a"), Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 3, "b", 3));
    assertThat(Given.reason(spec, "c")).isEqualTo("PlacementAffinity");
    assertThat(Given.replicas(decide(6, near, Others.of("db", "a"), Map.of()))).isEmpty();
  }

  @Test
  void whatRunsStaysWhenTheOtherGoesAwayAndFollowsWhenItIsElsewhere() {
    String near = "'placementAffinity': {'required': [" + CACHE + "]}";
    Map<String, Integer> held = Map.of("a", 4);
    assertThat(Given.replicas(decide(4, near, Others.of("db", "a"), held))).isEqualTo(held);
    assertThat(Given.replicas(decide(4, near, Others.of("cache", "c"), held)))
        .isEqualTo(Map.of("c", 4));
    assertThat(
            Given.replicas(
                decide(
                    4,
                    near + ", 'movement': {'rebalance': 'Never'}",
                    Others.of("cache", "c"),
                    held)))
        .isEqualTo(held);
  }

  @Test
  void theFirstOfThoseThatWantToBeTogetherIsPlaced() {
    String together = near("web");
    assertThat(decide(4, together, Peers.NONE, Map.of()).unplaced()).isZero();
    assertThat(Given.replicas(decide(4, together, Others.of("web", "c"), Map.of())))
        .isEqualTo(Map.of("c", 4));
  }

  @Test
  void twoHalvesAreNeverInOneRegion() {
    String away = "'placementAntiAffinity': {'required': [" + CACHE + "]}";
    PlacementSpec spec = decide(6, away, Others.of("cache", "b"), Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("c", 6));
    assertThat(Given.reason(spec, "a")).isEqualTo("PlacementAntiAffinity");
    assertThat(decide(16, away, Others.of("cache", "b"), Map.of()).unplaced()).isEqualTo(6);
  }

  @Test
  void whoeverWantsToBeAwayIsLetAlone() {
    Peers.Peer lonely = new Peers.Peer("default", Map.of("app", "lonely"), Set.of("c"));
    Policy policy =
        Given.bound(
                "'placementAntiAffinity': {'required': [{'labelSelector': {},"
                    + " 'topologyKey': 'cluster'}]}")
            .winner()
            .orElseThrow();
    Peers others =
        new Others(
            List.of(lonely),
            List.of(new Peers.Keeping(lonely, policy.rules().neighbours().away())));
    assertThat(Given.replicas(decide(6, "", others, Map.of()))).isEqualTo(Map.of("a", 3, "b", 3));
  }

  @Test
  void preferencesFillTheBetterClustersFirst() {
    String prefers =
        "'placementAffinity': {'preferred': [{'weight': 10, 'topologyKey': 'region',"
            + " 'labelSelector': {'matchLabels': {'app': 'cache'}}}]},"
            + " 'placementAntiAffinity': {'preferred': [{'weight': 4, 'topologyKey': 'zone',"
            + " 'labelSelector': {'matchLabels': {'app': 'cache'}}}]}";
    PlacementSpec spec = decide(13, prefers, Others.of("cache", "a"), Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("a", 3, "b", 10));
    assertThat(spec.decisions().getFirst().score()).isEqualTo(Map.of("affinity", 6L));
  }

  @Test
  void objectsWithoutReplicasFollowTheSameRules() {
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
    Outcome outcome =
        PlacementEngine.decide(
            new DecisionRequest(
                map,
                Given.bound("'placementAffinity': {'required': [" + CACHE + "]}"),
                ALL,
                Map.of(),
                Others.of("cache", "a"),
                Allowance.UNLIMITED));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Placed.class,
            placed -> assertThat(Given.replicas(placed.spec())).containsOnlyKeys("a", "b"));
  }

  private static String near(String app) {
    return "'placementAffinity': {'required': [" + CACHE.replace("cache", app) + "]}";
  }

  private static PlacementSpec decide(
      int asked, String spec, Peers peers, Map<String, Integer> held) {
    Workload web =
        new Workload(
            Given.REPLICA_SET,
            Given.WEB,
            "uid-1",
            1,
            Map.of("app", "web"),
            asked,
            Given.web(1).pod().map(PodDemand::request),
            Optional.empty(),
            Optional.empty());
    Outcome outcome =
        PlacementEngine.decide(
            new DecisionRequest(
                web,
                Given.bound(spec),
                new ArrayList<>(ALL),
                Given.assigned(held),
                peers,
                Allowance.UNLIMITED));
    if (outcome instanceof Outcome.Placed placed) {
      return placed.spec();
    }
    throw new AssertionError(outcome);
  }
}
