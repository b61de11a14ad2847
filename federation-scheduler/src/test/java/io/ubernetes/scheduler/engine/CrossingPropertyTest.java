package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.scheduler.engine.CrossingFleet.Member;
import io.ubernetes.scheduler.engine.CrossingFleet.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

/// What holds for every decision with several hard rules on the skew that cross each other.
class CrossingPropertyTest {

  @Property
  void noHardRuleIsBrokenAndNoCeilingAndNoMoreIsGivenThanAsked(
      @ForAll("fleets") CrossingFleet fleet) {
    PlacementSpec spec = fleet.decide(Map.of());
    int[] given = fleet.given(Given.replicas(spec));
    assertThat(fleet.isAllowed(given)).isTrue();
    assertThat(Arrays.stream(given).sum() + Objects.requireNonNull(spec.unplaced()))
        .isEqualTo(fleet.asked());
  }

  @Property
  void nowhereIsAPlaceLeftForOneMore(@ForAll("fleets") CrossingFleet fleet) {
    int[] given = fleet.given(Given.replicas(fleet.decide(Map.of())));
    for (int i = 0; i < given.length; i++) {
      given[i]++;
      assertThat(fleet.isAllowed(given)).as("one more in c" + i).isFalse();
      given[i]--;
    }
  }

  @Property
  void decidingAgainChangesNothing(@ForAll("fleets") CrossingFleet fleet) {
    Map<String, Integer> once = Given.replicas(fleet.decide(Map.of()));
    assertThat(Given.replicas(fleet.decide(once))).isEqualTo(once);
  }

  @Property
  void whatBreaksTheRulesComesToRestInAFewSteps(
      @ForAll("fleets") CrossingFleet fleet, @ForAll("held") List<Integer> held) {
    Map<String, Integer> now = fleet.held(held);
    Map<String, Integer> before = Map.of();
    for (int i = 0; i < 4; i++) {
      before = now;
      now = Given.replicas(fleet.decide(now));
    }
    assertThat(now).isEqualTo(before);
  }

  @Property
  void oneMoreReplicaTakesNoneAway(@ForAll("fleets") CrossingFleet fleet) {
    Map<String, Integer> before = Given.replicas(fleet.decide(Map.of()));
    Map<String, Integer> after = Given.replicas(fleet.asking(fleet.asked() + 1).decide(before));
    before.forEach((cluster, n) ->
        assertThat(after.getOrDefault(cluster, 0)).as(cluster).isGreaterThanOrEqualTo(n));
  }

  @Property
  void theOrderOfTheClustersDoesNotMatter(
      @ForAll("fleets") CrossingFleet fleet, @ForAll long seed) {
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
      CrossingFleet fleet = random(random);
      int here = Arrays.stream(fleet.given(Given.replicas(fleet.decide(Map.of())))).sum();
      int most = fleet.most(new int[fleet.members().size()], 0, 0);
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
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      members.add(new Member(random.nextInt(30), random.nextInt(12), random.nextInt(12)));
    }
    CrossingFleet fleet =
        new CrossingFleet(members, new Rule("a", 1), new Rule("b", 1), 10_000, "Spread");
    int[] given =
        assertTimeout(
            Duration.ofSeconds(30), () -> fleet.given(Given.replicas(fleet.decide(Map.of()))));
    assertThat(fleet.isAllowed(given)).isTrue();
    assertThat(Arrays.stream(given).sum()).isEqualTo(10_000);
  }

  @Example
  void minimumsAreStrongerThanTheSkew() {
    List<Member> members = List.of(new Member(9, 0, 0), new Member(2, 1, 1));
    CrossingFleet fleet =
        new CrossingFleet(members, new Rule("a", 1), new Rule("b", 1), 9, "Spread");
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

  private static CrossingFleet random(Random random) {
    List<Member> members = new ArrayList<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      members.add(new Member(random.nextInt(6), random.nextInt(3), random.nextInt(3)));
    }
    String strategy = List.of("Spread", "FreeRoom", "Aggregated").get(random.nextInt(3));
    Rule a = new Rule("a", 1 + random.nextInt(3));
    Rule b = new Rule("b", 1 + random.nextInt(3));
    return new CrossingFleet(members, a, b, random.nextInt(16), strategy);
  }

  @Provide
  Arbitrary<List<Integer>> held() {
    return Arbitraries.integers().between(0, 6).list().ofSize(8);
  }

  @Provide
  Arbitrary<CrossingFleet> fleets() {
    Arbitrary<Member> member =
        Combinators.combine(
                Arbitraries.integers().between(0, 20),
                Arbitraries.integers().between(0, 3),
                Arbitraries.integers().between(0, 3))
            .as((room, a, b) -> new Member(room, a, b));
    return Combinators.combine(
            member.list().ofMinSize(1).ofMaxSize(8),
            Arbitraries.integers().between(1, 4).map(skew -> new Rule("a", skew)),
            Arbitraries.integers().between(1, 4).map(skew -> new Rule("b", skew)),
            Arbitraries.integers().between(0, 80),
            Arbitraries.of("Spread", "FreeRoom", "Aggregated"))
        .as(CrossingFleet::new);
  }
}
