package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What holds for every decision with rules on the spread.
class SpreadingPropertyTest {

  @Property
  void theSumIsRightAndRoomIsKept(@ForAll("fleets") Fleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    Map<String, Integer> replicas = Given.replicas(spec);
    assertThat(sum(replicas) + Objects.requireNonNull(spec.unplaced())).isEqualTo(fleet.asked);
    replicas.forEach(
        (cluster, given) -> assertThat(given).isLessThanOrEqualTo(fleet.rooms.get(index(cluster))));
  }

  @Property
  void hardRulesAreNeverBroken(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> regions = fleet.byRegion(Given.replicas(fleet.decide(Map.of())));
    int most = Collections.max(regions.values());
    int least = Collections.min(regions.values());
    if (fleet.skew > 0) {
      assertThat(most - least).isLessThanOrEqualTo(fleet.skew);
    }
    long used = regions.values().stream().filter(n -> n > 0).count();
    if (fleet.maxGroups > 0) {
      assertThat(used).isLessThanOrEqualTo(fleet.maxGroups);
    }
  }

  @Property
  void theOrderOfTheClustersDoesNotMatter(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
    assertThat(fleet.shuffled(seed).decide(Map.of())).isEqualTo(fleet.decide(Map.of()));
  }

  @Property
  void decidingAgainChangesNothing(
      @ForAll("fleets") Fleet fleet, @ForAll("held") List<Integer> held) {
    Map<String, Integer> once = Given.replicas(fleet.decide(fleet.held(held)));
    assertThat(Given.replicas(fleet.decide(once))).isEqualTo(once);
  }

  @Property
  void oneMoreReplicaTakesNoneAway(@ForAll("fleets") Fleet any) {
    Fleet fleet = any.maxGroups > 0 ? any.withMaxGroups(0) : any;
    Map<String, Integer> before = Given.replicas(fleet.decide(Map.of()));
    Map<String, Integer> after = Given.replicas(fleet.asking(fleet.asked + 1).decide(before));
    before.forEach((cluster, n) ->
        assertThat(after.getOrDefault(cluster, 0)).as(cluster).isGreaterThanOrEqualTo(n));
  }

  @Property
  void withALeadOneMoreStillTakesNoneAwayAndNobodyIsFartherAhead(
      @ForAll("shares") List<Integer> weights,
      @ForAll @IntRange(max = 400) int total,
      @ForAll @IntRange(min = 1, max = 9) int lead) {
    int n = weights.size();
    long[] heavy = weights.stream().mapToLong(Integer::longValue).toArray();
    int[] ceilings = new int[n];
    java.util.Arrays.fill(ceilings, 1000);
    int[] before = Webster.divide(total, heavy, new int[n], ceilings, new int[n], lead);
    int[] after = Webster.divide(total + 1, heavy, new int[n], ceilings, new int[n], lead);
    for (int i = 0; i < n; i++) {
      assertThat(after[i]).isBetween(before[i], before[i] + 1);
      for (int j = 0; j < n; j++) {
        assertThat(before[i] - before[j]).isLessThanOrEqualTo(lead);
      }
    }
  }

  @Property
  void aLostClusterMovesOnlyWhatItHadWhereNoRuleIsInTheWay(@ForAll("fleets") Fleet any) {
    Fleet fleet = any.withMaxGroups(0).withSkew(0);
    Map<String, Integer> before = Given.replicas(fleet.decide(Map.of()));
    if (before.isEmpty()) {
      return;
    }
    String lost = before.keySet().iterator().next();
    Map<String, Integer> after = Given.replicas(fleet.decide(before, lost));
    before.forEach((cluster, n) -> {
      if (!cluster.equals(lost)) {
        assertThat(after.getOrDefault(cluster, 0)).isGreaterThanOrEqualTo(n);
      }
    });
  }

  private static int index(String cluster) {
    return Integer.parseInt(cluster.substring(1));
  }

  private static int sum(Map<String, Integer> replicas) {
    return replicas.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Provide
  Arbitrary<List<Integer>> shares() {
    return Arbitraries.integers().between(1, 200).list().ofMinSize(1).ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<Integer>> held() {
    return Arbitraries.integers().between(0, 8).list().ofSize(10);
  }

  @Provide
  Arbitrary<Fleet> fleets() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 30).list().ofMinSize(1).ofMaxSize(10),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 100),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 3),
            Arbitraries.of("Spread", "FreeRoom", "Aggregated"))
        .as((rooms, regions, asked, skew, min, max, strategy) ->
            new Fleet(
                rooms, regions, asked, skew, max > 0 ? Math.min(min, max) : min, max, strategy, 0));
  }

  /// Clusters of the given rooms, dealt out to regions. A bound of 0 is none.
  record Fleet(
      List<Integer> rooms,
      int regions,
      int asked,
      int skew,
      int minGroups,
      int maxGroups,
      String strategy,
      long seed) {

    PlacementSpec decide(Map<String, Integer> held) {
      return decide(held, "");
    }

    PlacementSpec decide(Map<String, Integer> held, String lost) {
      List<MemberCluster> clusters = new ArrayList<>();
      for (int i = 0; i < rooms.size(); i++) {
        MemberCluster cluster = Given.in(Given.cluster("c" + i, rooms.get(i)), region(i), "zone");
        clusters.add(cluster.name().equals(lost) ? cluster.withState(ClusterState.LOST) : cluster);
      }
      if (seed != 0) {
        Collections.shuffle(clusters, new Random(seed));
      }
      Map<String, Holding> holdings = new HashMap<>();
      held.forEach((cluster, n) -> holdings.put(cluster, new Holding(n, 0, false)));
      return Given.decide(Given.web(asked), Given.bound(spec()), clusters, holdings);
    }

    private String region(int cluster) {
      return "r" + cluster % regions;
    }

    private String spec() {
      String rule = "{'topologyKey': 'region'";
      rule += skew > 0 ? ", 'maxSkew': " + skew : "";
      rule += minGroups > 0 ? ", 'minGroups': " + minGroups : "";
      rule += maxGroups > 0 ? ", 'maxGroups': " + maxGroups : "";
      return "'spreadConstraints': [" + rule + "}], 'replicas': {'strategy': '" + strategy + "'}";
    }

    /// Of the regions in use, if only some may be; else of all.
    Map<String, Integer> byRegion(Map<String, Integer> replicas) {
      Map<String, Integer> sums = new TreeMap<>();
      for (int i = 0; i < rooms.size(); i++) {
        sums.merge(region(i), replicas.getOrDefault("c" + i, 0), Integer::sum);
      }
      if (maxGroups > 0 && sums.size() > maxGroups && sum(sums) > 0) {
        sums.values().removeIf(n -> n == 0);
      }
      return sums;
    }

    Map<String, Integer> held(List<Integer> counts) {
      Map<String, Integer> held = new HashMap<>();
      for (int i = 0; i < rooms.size(); i++) {
        if (counts.get(i) > 0) {
          held.put("c" + i, Math.min(counts.get(i), rooms.get(i)));
        }
      }
      held.values().removeIf(n -> n == 0);
      return held;
    }

    Fleet asking(int replicas) {
      return new Fleet(rooms, regions, replicas, skew, minGroups, maxGroups, strategy, seed);
    }

    Fleet withMaxGroups(int groups) {
      return new Fleet(rooms, regions, asked, skew, minGroups, groups, strategy, seed);
    }

    Fleet withSkew(int bound) {
      return new Fleet(rooms, regions, asked, bound, minGroups, maxGroups, strategy, seed);
    }

    Fleet shuffled(long newSeed) {
      return new Fleet(
          rooms, regions, asked, skew, minGroups, maxGroups, strategy, newSeed == 0 ? 1 : newSeed);
    }
  }
}
