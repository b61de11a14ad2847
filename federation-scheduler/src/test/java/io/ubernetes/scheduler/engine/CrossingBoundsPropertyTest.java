package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.ClusterDecision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds where hard rules on the skew cross each other, and there are bounds besides: on how
/// many groups are used, and on what a cluster has.
class CrossingBoundsPropertyTest {

  @Property
  void theSumIsRightAndNoClusterHasMoreThanItMay(@ForAll("fleets") Fleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    Map<String, Integer> given = Given.replicas(spec);
    assertThat(sum(given) + Objects.requireNonNull(spec.unplaced())).isEqualTo(fleet.asked);
    given.forEach(
        (cluster, n) -> assertThat(n).as(cluster).isLessThanOrEqualTo(fleet.most(index(cluster))));
  }

  @Property
  void noGroupIsFartherAheadThanTheSkewUnlessByItsMinimums(@ForAll("fleets") Fleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    for (Rule rule : List.of(fleet.a, fleet.b)) {
      Map<String, Integer> sums = fleet.sums(rule, spec);
      Map<String, Integer> minimums = fleet.minimums(rule);
      int least = sums.isEmpty() ? 0 : Collections.min(sums.values());
      sums.forEach((group, n) ->
          assertThat(n)
              .as(rule.key + ": " + group + " of " + sums)
              .isLessThanOrEqualTo(
                  Math.max(least + rule.maxSkew, minimums.getOrDefault(group, 0))));
    }
  }

  @Property
  void noMoreGroupsAreUsedThanMayBe(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> given = Given.replicas(fleet.decide(Map.of()));
    for (Rule rule : List.of(fleet.a, fleet.b)) {
      if (rule.maxGroups > 0) {
        assertThat(fleet.used(rule, given)).as(rule.key).isLessThanOrEqualTo(rule.maxGroups);
      }
    }
  }

  @Property
  void noFewerGroupsAreUsedThanMustBe(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> given = Given.replicas(fleet.decide(Map.of()));
    for (Rule rule : List.of(fleet.a, fleet.b)) {
      if (!given.isEmpty()) {
        assertThat(fleet.used(rule, given))
            .as(rule.key + " of " + given)
            .isGreaterThanOrEqualTo(Math.min(rule.minGroups, fleet.asked));
      }
    }
  }

  @Property
  void theOrderOfTheClustersDoesNotMatter(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
    List<MemberCluster> shuffled = new ArrayList<>(fleet.clusters());
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(fleet.decide(Map.of(), shuffled)).isEqualTo(fleet.decide(Map.of()));
  }

  @Property
  void decidingAgainChangesNothing(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> once = Given.replicas(fleet.decide(Map.of()));
    assertThat(Given.replicas(fleet.decide(once))).isEqualTo(once);
  }

  @Property
  void whatIsHeldComesToRestInAFewSteps(
      @ForAll("fleets") Fleet fleet, @ForAll("held") List<Integer> held) {
    Map<String, Integer> now = fleet.held(held);
    Map<String, Integer> before = Map.of();
    for (int i = 0; i < 4; i++) {
      before = now;
      now = Given.replicas(fleet.decide(now));
    }
    assertThat(now).isEqualTo(before);
  }

  @Example
  void nearlyAlwaysAsManyArePlacedAsAnyDivisionCould() {
    Random random = new Random(20261123);
    int best = 0;
    int placed = 0;
    int could = 0;
    for (int i = 0; i < 2000; i++) {
      Fleet fleet = random(random);
      int here = sum(Given.replicas(fleet.decide(Map.of())));
      int most = fleet.most(new int[fleet.members.size()], 0, 0);
      assertThat(here).isLessThanOrEqualTo(most);
      best += here == most ? 1 : 0;
      placed += here;
      could += most;
    }
    assertThat(best).isGreaterThan(1950);
    assertThat(placed).isGreaterThan(could * 98 / 100);
  }

  private static Fleet random(Random random) {
    List<Member> members = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      members.add(new Member(random.nextInt(6), random.nextInt(3), random.nextInt(3), 0, 9));
    }
    Rule a = new Rule("a", 1 + random.nextInt(3), random.nextInt(4), 0);
    Rule b = new Rule("b", 1 + random.nextInt(3), random.nextInt(4), 0);
    String strategy = List.of("Spread", "FreeRoom", "Aggregated").get(random.nextInt(3));
    return new Fleet(members, a, b, random.nextInt(16), strategy);
  }

  private static int sum(Map<String, Integer> replicas) {
    return replicas.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static int index(String cluster) {
    return Integer.parseInt(cluster.substring(1));
  }

  @Provide
  Arbitrary<List<Integer>> held() {
    return Arbitraries.integers().between(0, 6).list().ofSize(8);
  }

  @Provide
  Arbitrary<Fleet> fleets() {
    Arbitrary<Member> member =
        Combinators.combine(
                Arbitraries.integers().between(0, 12),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3),
                Arbitraries.of(0, 0, 0, 1, 3),
                Arbitraries.of(9, 9, 9, 4))
            .as(Member::new);
    return Combinators.combine(
            member.list().ofMinSize(1).ofMaxSize(8),
            rules("a"),
            rules("b"),
            Arbitraries.integers().between(0, 50),
            Arbitraries.of("Spread", "FreeRoom", "Aggregated"))
        .as(Fleet::new);
  }

  private static Arbitrary<Rule> rules(String key) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 3))
        .as((skew, min, max) -> new Rule(key, skew, max > 0 ? Math.min(min, max) : min, max));
  }

  /// A hard rule; a bound of 0 on the groups is none.
  record Rule(String key, int maxSkew, int minGroups, int maxGroups) {

    String json() {
      return "{'topologyKey': '%s', 'maxSkew': %d%s%s}"
          .formatted(
              key,
              maxSkew,
              minGroups > 0 ? ", 'minGroups': " + minGroups : "",
              maxGroups > 0 ? ", 'maxGroups': " + maxGroups : "");
    }
  }

  /// A cluster, by the number of its value of each of the two labels.
  record Member(int room, int a, int b, int least, int most) {

    String group(Rule rule) {
      return rule.key + (rule.key.equals("a") ? a : b);
    }
  }

  record Fleet(List<Member> members, Rule a, Rule b, int asked, String strategy) {

    PlacementSpec decide(Map<String, Integer> held) {
      return decide(held, clusters());
    }

    PlacementSpec decide(Map<String, Integer> held, List<MemberCluster> clusters) {
      Map<String, Holding> holdings = new HashMap<>();
      held.forEach((cluster, n) -> holdings.put(cluster, new Holding(n, 0, false)));
      return Given.decide(Given.web(asked), Given.bound(spec()), clusters, holdings);
    }

    private String spec() {
      List<String> bounds = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        bounds.add(
            "'c%d': {'minReplicas': %d, 'maxReplicas': %d}"
                .formatted(i, members.get(i).least, members.get(i).most));
      }
      return "'spreadConstraints': [%s, %s], 'replicas': {'strategy': '%s', 'clusters': {%s}}"
          .formatted(a.json(), b.json(), strategy, String.join(", ", bounds));
    }

    List<MemberCluster> clusters() {
      List<MemberCluster> clusters = new ArrayList<>();
      for (int i = 0; i < members.size(); i++) {
        Member member = members.get(i);
        clusters.add(
            new MemberCluster(
                "c" + i,
                Map.of("a", member.group(a), "b", member.group(b)),
                MemberCluster.Place.UNKNOWN,
                List.of(),
                false,
                ClusterState.READY,
                Given.room(member.room),
                Set.of("v1", "apps/v1")));
      }
      return clusters;
    }

    /// The most that any division could place, by trying all.
    int most(int[] given, int from, int sum) {
      if (from == given.length) {
        return isAllowed(given, a) && isAllowed(given, b) ? sum : 0;
      }
      int most = 0;
      for (int n = 0; n <= most(from) && sum + n <= asked; n++) {
        given[from] = n;
        most = Math.max(most, most(given, from + 1, sum + n));
      }
      given[from] = 0;
      return most;
    }

    private boolean isAllowed(int[] given, Rule rule) {
      Map<String, Integer> sums = new HashMap<>();
      for (int i = 0; i < given.length; i++) {
        sums.merge(members.get(i).group(rule), given[i], Integer::sum);
      }
      int least = Collections.min(sums.values());
      long used = sums.values().stream().filter(n -> n > 0).count();
      return Collections.max(sums.values()) - least <= rule.maxSkew
          && used >= Math.min(rule.minGroups, asked);
    }

    int most(int member) {
      return Math.min(members.get(member).room, members.get(member).most);
    }

    Map<String, Integer> held(List<Integer> counts) {
      Map<String, Integer> held = new HashMap<>();
      for (int i = 0; i < members.size(); i++) {
        int n = Math.min(counts.get(i), most(i));
        if (n > 0) {
          held.put("c" + i, n);
        }
      }
      return held;
    }

    /// What the groups have of which clusters may be used.
    Map<String, Integer> sums(Rule rule, PlacementSpec spec) {
      Map<String, Integer> given = Given.replicas(spec);
      Map<String, Integer> sums = new TreeMap<>();
      for (ClusterDecision decision : spec.decisions()) {
        if (!decision.reason().equals("SpreadConstraint")) {
          String group = members.get(index(decision.cluster())).group(rule);
          sums.merge(group, given.getOrDefault(decision.cluster(), 0), Integer::sum);
        }
      }
      return sums;
    }

    Map<String, Integer> minimums(Rule rule) {
      Map<String, Integer> minimums = new HashMap<>();
      for (int i = 0; i < members.size(); i++) {
        int least = Math.min(members.get(i).least, most(i));
        minimums.merge(members.get(i).group(rule), least, Integer::sum);
      }
      return minimums;
    }

    int used(Rule rule, Map<String, Integer> given) {
      Set<String> used = new HashSet<>();
      given.keySet().forEach(cluster -> used.add(members.get(index(cluster)).group(rule)));
      return used.size();
    }
  }
}
