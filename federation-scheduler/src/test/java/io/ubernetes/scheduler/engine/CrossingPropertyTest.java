package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.ubernetes.model.federation.PlacementSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every decision with several hard rules on the skew that cross each other.
class CrossingPropertyTest {

  @Property
  void noHardRuleIsBrokenAndNoCeilingAndNoMoreIsGivenThanAsked(@ForAll("fleets") Fleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    int[] given = fleet.given(Given.replicas(spec));
    assertThat(fleet.isAllowed(given)).isTrue();
    assertThat(Arrays.stream(given).sum() + Objects.requireNonNull(spec.unplaced()))
        .isEqualTo(fleet.asked);
  }

  @Property
  void nowhereIsAPlaceLeftForOneMore(@ForAll("fleets") Fleet fleet) {
    int[] given = fleet.given(Given.replicas(fleet.decide(Map.of())));
    for (int i = 0; i < given.length; i++) {
      given[i]++;
      assertThat(fleet.isAllowed(given)).as("one more in c" + i).isFalse();
      given[i]--;
    }
  }

  @Property
  void decidingAgainChangesNothing(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> once = Given.replicas(fleet.decide(Map.of()));
    assertThat(Given.replicas(fleet.decide(once))).isEqualTo(once);
  }

  @Property
  void whatBreaksTheRulesComesToRestInAFewSteps(
      @ForAll("fleets") Fleet fleet, @ForAll("held") List<Integer> held) {
    Map<String, Integer> now = fleet.held(held);
    Map<String, Integer> before = Map.of();
    for (int i = 0; i < 4; i++) {
      before = now;
      now = Given.replicas(fleet.decide(now));
    }
    assertThat(now).isEqualTo(before);
  }

  @Property
  void oneMoreReplicaTakesNoneAway(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> before = Given.replicas(fleet.decide(Map.of()));
    Map<String, Integer> after = Given.replicas(fleet.asking(fleet.asked + 1).decide(before));
    before.forEach((cluster, n) ->
        assertThat(after.getOrDefault(cluster, 0)).as(cluster).isGreaterThanOrEqualTo(n));
  }

  @Property
  void theOrderOfTheClustersDoesNotMatter(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
    List<MemberCluster> shuffled = new ArrayList<>(fleet.clusters());
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(Given.replicas(fleet.decide(Map.of(), shuffled)))
        .isEqualTo(Given.replicas(fleet.decide(Map.of())));
  }

  @Example
  void nearlyAlwaysAsManyArePlacedAsAnyDivisionCould() {
    Random random = new Random(20261123);
    int best = 0;
    int placed = 0;
    int could = 0;
    for (int i = 0; i < 2000; i++) {
      Fleet fleet = random(random);
      int here = Arrays.stream(fleet.given(Given.replicas(fleet.decide(Map.of())))).sum();
      int most = fleet.most(new int[fleet.rooms.size()], 0, 0);
      assertThat(here).isLessThanOrEqualTo(most);
      best += here == most ? 1 : 0;
      placed += here;
      could += most;
    }
    assertThat(best).isGreaterThan(1950);
    assertThat(placed).isGreaterThan(could * 99 / 100);
  }

  @Example
  void tenThousandReplicasOverAThousandClustersAreAllPlacedInSeconds() {
    Random random = new Random(7);
    List<Integer> rooms = new ArrayList<>();
    List<Integer> as = new ArrayList<>();
    List<Integer> bs = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rooms.add(random.nextInt(30));
      as.add(random.nextInt(12));
      bs.add(random.nextInt(12));
    }
    Fleet fleet = new Fleet(rooms, as, bs, 1, 1, 10_000, "Spread");
    int[] given =
        assertTimeout(
            Duration.ofSeconds(30), () -> fleet.given(Given.replicas(fleet.decide(Map.of()))));
    assertThat(fleet.isAllowed(given)).isTrue();
    assertThat(Arrays.stream(given).sum()).isEqualTo(10_000);
  }

  @Example
  void minimumsAreStrongerThanTheSkew() {
    Fleet fleet = new Fleet(List.of(9, 2), List.of(0, 1), List.of(0, 1), 1, 1, 9, "Spread");
    PlacementSpec spec =
        Given.decide(
            Given.web(9),
            Given.bound(
                "'spreadConstraints': [{'topologyKey': 'a', 'maxSkew': 1},"
                    + " {'topologyKey': 'b', 'maxSkew': 1}],"
                    + "'replicas': {'clusters': {'c0': {'minReplicas': 5}, '*': {}}}"),
            fleet.clusters(),
            Map.of());
    assertThat(Given.replicas(spec)).isEqualTo(Map.of("c0", 5, "c1", 2));
    assertThat(Given.replicas(fleet.decide(Map.of()))).isEqualTo(Map.of("c0", 3, "c1", 2));
  }

  private static Fleet random(Random random) {
    int n = 1 + random.nextInt(5);
    List<Integer> rooms = new ArrayList<>();
    List<Integer> as = new ArrayList<>();
    List<Integer> bs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rooms.add(random.nextInt(6));
      as.add(random.nextInt(3));
      bs.add(random.nextInt(3));
    }
    String strategy = List.of("Spread", "FreeRoom", "Aggregated").get(random.nextInt(3));
    return new Fleet(
        rooms, as, bs, 1 + random.nextInt(3), 1 + random.nextInt(3), random.nextInt(16), strategy);
  }

  @Provide
  Arbitrary<List<Integer>> held() {
    return Arbitraries.integers().between(0, 6).list().ofSize(8);
  }

  @Provide
  Arbitrary<Fleet> fleets() {
    Arbitrary<List<Integer>> groups = Arbitraries.integers().between(0, 3).list().ofSize(8);
    return Combinators.combine(
            Arbitraries.integers().between(0, 20).list().ofMinSize(1).ofMaxSize(8),
            groups,
            groups,
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 80),
            Arbitraries.of("Spread", "FreeRoom", "Aggregated"))
        .as(Fleet::new);
  }

  /// Clusters of the given rooms; each has a value of two labels that have nothing to do with each
  /// other.
  record Fleet(
      List<Integer> rooms,
      List<Integer> as,
      List<Integer> bs,
      int skewOfA,
      int skewOfB,
      int asked,
      String strategy) {

    PlacementSpec decide(Map<String, Integer> held) {
      return decide(held, clusters());
    }

    PlacementSpec decide(Map<String, Integer> held, List<MemberCluster> clusters) {
      Map<String, Holding> holdings = new HashMap<>();
      held.forEach((cluster, n) -> holdings.put(cluster, new Holding(n, 0, false)));
      String rule = "{'topologyKey': '%s', 'maxSkew': %d}";
      return Given.decide(
          Given.web(asked),
          Given.bound(
              "'spreadConstraints': ["
                  + rule.formatted("a", skewOfA)
                  + ","
                  + rule.formatted("b", skewOfB)
                  + "], 'replicas': {'strategy': '"
                  + strategy
                  + "'}"),
          clusters,
          holdings);
    }

    List<MemberCluster> clusters() {
      List<MemberCluster> clusters = new ArrayList<>();
      for (int i = 0; i < rooms.size(); i++) {
        clusters.add(
            new MemberCluster(
                "c" + i,
                Map.of("a", "a" + as.get(i), "b", "b" + bs.get(i)),
                MemberCluster.Place.UNKNOWN,
                List.of(),
                false,
                ClusterState.READY,
                Given.room(rooms.get(i)),
                Set.of("v1", "apps/v1")));
      }
      return clusters;
    }

    int[] given(Map<String, Integer> replicas) {
      int[] given = new int[rooms.size()];
      replicas.forEach((cluster, n) -> given[Integer.parseInt(cluster.substring(1))] = n);
      return given;
    }

    Map<String, Integer> held(List<Integer> counts) {
      Map<String, Integer> held = new HashMap<>();
      for (int i = 0; i < rooms.size(); i++) {
        int n = Math.min(counts.get(i), rooms.get(i));
        if (n > 0) {
          held.put("c" + i, n);
        }
      }
      return held;
    }

    Fleet asking(int replicas) {
      return new Fleet(rooms, as, bs, skewOfA, skewOfB, replicas, strategy);
    }

    boolean isAllowed(int[] given) {
      for (int i = 0; i < given.length; i++) {
        if (given[i] > rooms.get(i)) {
          return false;
        }
      }
      return Arrays.stream(given).sum() <= asked
          && skew(as, given) <= skewOfA
          && skew(bs, given) <= skewOfB;
    }

    private static int skew(List<Integer> groups, int[] given) {
      Map<Integer, Integer> sums = new HashMap<>();
      for (int i = 0; i < given.length; i++) {
        sums.merge(groups.get(i), given[i], Integer::sum);
      }
      return Collections.max(sums.values()) - Collections.min(sums.values());
    }

    /// The most that any division could place, by trying all.
    int most(int[] given, int from, int sum) {
      if (from == given.length) {
        return isAllowed(given) ? sum : 0;
      }
      int most = 0;
      for (int n = 0; n <= rooms.get(from) && sum + n <= asked; n++) {
        given[from] = n;
        most = Math.max(most, most(given, from + 1, sum + n));
      }
      given[from] = 0;
      return most;
    }
  }
}
