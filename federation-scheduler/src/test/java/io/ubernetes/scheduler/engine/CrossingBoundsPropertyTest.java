package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.scheduler.engine.CrossingFleet.Member;
import io.ubernetes.scheduler.engine.CrossingFleet.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
  void theSumIsRightAndNoClusterHasMoreThanItMay(@ForAll("fleets") CrossingFleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    Map<String, Integer> given = Given.replicas(spec);
    assertThat(sum(given) + Objects.requireNonNull(spec.unplaced())).isEqualTo(fleet.asked());
    given.forEach((cluster, n) ->
        assertThat(n).as(cluster).isLessThanOrEqualTo(fleet.most(CrossingFleet.index(cluster))));
  }

  @Property
  void noGroupIsFartherAheadThanTheSkewUnlessByItsMinimums(@ForAll("fleets") CrossingFleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    for (Rule rule : List.of(fleet.a(), fleet.b())) {
      Map<String, Integer> sums = fleet.sums(rule, spec);
      Map<String, Integer> minimums = fleet.minimums(rule);
      int least = sums.isEmpty() ? 0 : Collections.min(sums.values());
      sums.forEach((group, n) ->
          assertThat(n)
              .as(rule.key() + ": " + group + " of " + sums)
              .isLessThanOrEqualTo(
                  Math.max(least + rule.maxSkew(), minimums.getOrDefault(group, 0))));
    }
  }

  @Property
  void noMoreGroupsAreUsedThanMayBe(@ForAll("fleets") CrossingFleet fleet) {
    Map<String, Integer> given = Given.replicas(fleet.decide(Map.of()));
    for (Rule rule : List.of(fleet.a(), fleet.b())) {
      if (rule.maxGroups() > 0) {
        assertThat(fleet.used(rule, given)).as(rule.key()).isLessThanOrEqualTo(rule.maxGroups());
      }
    }
  }

  @Property
  void noFewerGroupsAreUsedThanMustBe(@ForAll("fleets") CrossingFleet fleet) {
    Map<String, Integer> given = Given.replicas(fleet.decide(Map.of()));
    for (Rule rule : List.of(fleet.a(), fleet.b())) {
      if (!given.isEmpty()) {
        assertThat(fleet.used(rule, given))
            .as(rule.key() + " of " + given)
            .isGreaterThanOrEqualTo(Math.min(rule.minGroups(), fleet.asked()));
      }
    }
  }

  @Property
  void theOrderOfTheClustersDoesNotMatter(
      @ForAll("fleets") CrossingFleet fleet, @ForAll long seed) {
    List<MemberCluster> shuffled = new ArrayList<>(fleet.clusters());
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(fleet.decide(Map.of(), shuffled)).isEqualTo(fleet.decide(Map.of()));
  }

  @Property
  void decidingAgainChangesNothing(@ForAll("fleets") CrossingFleet fleet) {
    Map<String, Integer> once = Given.replicas(fleet.decide(Map.of()));
    assertThat(Given.replicas(fleet.decide(once))).isEqualTo(once);
  }

  @Property
  void whatIsHeldComesToRestInAFewSteps(
      @ForAll("fleets") CrossingFleet fleet, @ForAll("held") List<Integer> held) {
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
      CrossingFleet fleet = random(random);
      int here = sum(Given.replicas(fleet.decide(Map.of())));
      int most = fleet.most(new int[fleet.members().size()], 0, 0);
      assertThat(here).isLessThanOrEqualTo(most);
      best += here == most ? 1 : 0;
      placed += here;
      could += most;
    }
    assertThat(best).isGreaterThan(1950);
    assertThat(placed).isGreaterThan(could * 98 / 100);
  }

  private static CrossingFleet random(Random random) {
    List<Member> members = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      members.add(new Member(random.nextInt(6), random.nextInt(3), random.nextInt(3), 0, 9));
    }
    Rule a = new Rule("a", 1 + random.nextInt(3), random.nextInt(4), 0);
    Rule b = new Rule("b", 1 + random.nextInt(3), random.nextInt(4), 0);
    String strategy = List.of("Spread", "FreeRoom", "Aggregated").get(random.nextInt(3));
    return new CrossingFleet(members, a, b, random.nextInt(16), strategy);
  }

  private static int sum(Map<String, Integer> replicas) {
    return replicas.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Provide
  Arbitrary<List<Integer>> held() {
    return Arbitraries.integers().between(0, 6).list().ofSize(8);
  }

  @Provide
  Arbitrary<CrossingFleet> fleets() {
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
        .as(CrossingFleet::new);
  }

  private static Arbitrary<Rule> rules(String key) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 3))
        .as((skew, min, max) -> new Rule(key, skew, max > 0 ? Math.min(min, max) : min, max));
  }
}
