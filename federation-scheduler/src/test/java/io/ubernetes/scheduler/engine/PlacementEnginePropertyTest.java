package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
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
import org.jspecify.annotations.Nullable;

/// What holds for every decision. A [Fleet] is some clusters with preferences for them and with
/// what they hold already.
class PlacementEnginePropertyTest {

  @Property
  void whatIsPlacedAndWhatIsNotAddUpToWhatWasAsked(@ForAll("fleets") Fleet fleet) {
    PlacementSpec spec = fleet.decide();
    assertThat(sum(Given.replicas(spec)) + Objects.requireNonNull(spec.unplaced()))
        .isEqualTo(fleet.asked);
    assertThat(spec.unplaced()).isNotNegative();
    assertThat(spec.destClusters()).allMatch(d -> d.replicas() != null && d.replicas() > 0);
  }

  @Property
  void maximumsAndRoomAreNeverBroken(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> replicas = Given.replicas(fleet.decide());
    for (Member member : fleet.members) {
      int given = replicas.getOrDefault(member.name, 0);
      assertThat(given).isLessThanOrEqualTo(member.mostReplicas());
      assertThat(given).isLessThanOrEqualTo(Math.max(member.assigned, member.room()));
      if (member.overdue && given > member.room()) {
        assertThat(given).isLessThanOrEqualTo(member.assigned);
        assertThat(fleet.members)
            .as("what waits without room stays only where no other has room")
            .allMatch(other ->
                fleet.weight(other) == 0
                    || replicas.getOrDefault(other.name, 0) >= other.attainableMax());
      }
    }
  }

  @Property
  void minimumsAreKeptWhereTheyFitTogether(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> replicas = Given.replicas(fleet.decide());
    long minimums = fleet.members.stream().mapToLong(Member::attainableMin).sum();
    for (Member member : fleet.members) {
      if (minimums <= fleet.asked) {
        assertThat(replicas.getOrDefault(member.name, 0))
            .isGreaterThanOrEqualTo(member.attainableMin());
      }
    }
  }

  @Property
  void nothingIsLeftUnplacedWhileAClusterWithAWeightHasRoom(@ForAll("fleets") Fleet fleet) {
    PlacementSpec spec = fleet.decide();
    Map<String, Integer> replicas = Given.replicas(spec);
    if (Objects.requireNonNull(spec.unplaced()) > 0) {
      for (Member member : fleet.members) {
        int given = replicas.getOrDefault(member.name, 0);
        assertThat(given >= member.attainableMax() || fleet.weight(member) == 0).isTrue();
      }
    }
  }

  @Property
  void theOrderOfTheClustersDoesNotMatter(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
    assertThat(fleet.shuffled(seed).decide()).isEqualTo(fleet.decide());
  }

  @Property
  void decidingAgainOnTheResultChangesNothing(@ForAll("fleets") Fleet fleet) {
    PlacementSpec once = fleet.decide();
    PlacementSpec twice = fleet.holding(Given.replicas(once)).decide();
    assertThat(twice.destClusters()).isEqualTo(once.destClusters());
    assertThat(twice.unplaced()).isEqualTo(once.unplaced());
  }

  @Property
  void oneMoreReplicaTakesNoneAwayFromAnyCluster(@ForAll("fleets") Fleet fleet) {
    Fleet settled = fleet.rebalance ? fleet : fleet.holding(Given.replicas(fleet.decide()));
    Map<String, Integer> before = Given.replicas(settled.decide());
    Map<String, Integer> after = Given.replicas(settled.asking(settled.asked + 1).decide());
    before.forEach((cluster, replicas) ->
        assertThat(after.getOrDefault(cluster, 0)).isGreaterThanOrEqualTo(replicas));
  }

  @Property
  void withoutRebalanceNoMoreIsTakenAwayThanMust(@ForAll("fleets") Fleet any) {
    Fleet fleet = any.withoutRebalance();
    Map<String, Integer> replicas = Given.replicas(fleet.decide());
    long removed = 0;
    long forced = 0;
    long kept = 0;
    long raised = 0;
    for (Member member : fleet.members) {
      int allowed = Math.min(member.assigned, member.attainableMax());
      removed += Math.max(0, member.assigned - replicas.getOrDefault(member.name, 0));
      forced += member.assigned - allowed;
      kept += allowed;
      raised += Math.max(0, granted(fleet, member) - allowed);
    }
    long surplus = Math.max(0, kept + raised - fleet.asked);
    long waiting = 0;
    for (Member member : fleet.members) {
      waiting += Math.max(0, replicas.getOrDefault(member.name, 0) - member.attainableMax());
    }
    assertThat(removed).isEqualTo(forced + surplus - waiting);
  }

  @Property
  void scalingDownEndsNearTheWeightsAndNotWhereChanceLedTo(@ForAll("fleets") Fleet any) {
    Fleet fleet = any.withoutRebalance();
    Map<String, Integer> desired = Given.replicas(fleet.withRebalance().decide());
    Map<String, Integer> nearest = Given.replicas(fleet.decide());
    for (Member member : fleet.members) {
      int allowed = Math.min(member.assigned, member.attainableMax());
      int from = Math.max(allowed, granted(fleet, member));
      int to = desired.getOrDefault(member.name, 0);
      if (member.overdue) {
        continue; // may keep what waits there
      }
      assertThat(nearest.getOrDefault(member.name, 0))
          .as("moves only on the way to the desired division")
          .isBetween(Math.min(from, to), Math.max(from, to));
    }
  }

  private static int granted(Fleet fleet, Member member) {
    long minimums = fleet.members.stream().mapToLong(Member::attainableMin).sum();
    return minimums <= fleet.asked
        ? member.attainableMin()
        : fleet.grantedWhenShort().getOrDefault(member.name, 0);
  }

  private static int sum(Map<String, Integer> replicas) {
    return replicas.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Provide
  Arbitrary<Fleet> fleets() {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 12);
    Arbitrary<@Nullable Integer> wish = small.injectNull(0.5);
    Arbitrary<Member> member =
        Combinators.combine(
                Arbitraries.integers().between(0, 40),
                wish,
                wish,
                wish,
                small,
                small,
                Arbitraries.of(false, false, false, true))
            .as(PlacementEnginePropertyTest::member);
    return Combinators.combine(
            member.list().ofMinSize(1).ofMaxSize(8),
            Arbitraries.integers().between(0, 150),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as((members, asked, rebalance, weighted) -> {
          List<Member> named = new ArrayList<>();
          for (Member each : members) {
            named.add(each.named("c" + named.size(), weighted));
          }
          return new Fleet(named, asked, rebalance);
        });
  }

  private static Member member(
      int free,
      @Nullable Integer weight,
      @Nullable Integer a,
      @Nullable Integer b,
      int assigned,
      int running,
      boolean overdue) {
    boolean ordered = a == null || b == null || a <= b;
    return new Member(
        "", free, weight, ordered ? a : b, ordered ? b : a, assigned, running, overdue);
  }

  /// A cluster with the preferences for it and with what it holds.
  record Member(
      String name,
      int free,
      @Nullable Integer weight,
      @Nullable Integer min,
      @Nullable Integer max,
      int assigned,
      int running,
      boolean overdue) {

    Member named(String newName, boolean weighted) {
      return new Member(
          newName, free, weighted ? weight : null, min, max, assigned, running, overdue);
    }

    Member holding(int replicas) {
      return new Member(name, free, weight, min, max, replicas, running, overdue);
    }

    int room() {
      return free + running;
    }

    int mostReplicas() {
      return max == null ? Integer.MAX_VALUE : max;
    }

    int attainableMax() {
      return Math.min(mostReplicas(), overdue ? room() : Math.max(room(), assigned));
    }

    int attainableMin() {
      return Math.min(min == null ? 0 : min, attainableMax());
    }
  }

  /// Everything that a decision depends on, in a form that can be varied.
  record Fleet(List<Member> members, int asked, boolean rebalance) {

    PlacementSpec decide() {
      Map<String, ClusterPreference> preferences = new HashMap<>();
      Map<String, Holding> holdings = new HashMap<>();
      List<MemberCluster> clusters = new ArrayList<>();
      for (Member member : members) {
        preferences.put(member.name, Given.preference(member.weight, member.min, member.max));
        holdings.put(member.name, new Holding(member.assigned, member.running, member.overdue));
        clusters.add(Given.cluster(member.name, member.free));
      }
      return Given.decide(
          Given.web(asked), Given.policy(rebalance, preferences), clusters, holdings);
    }

    long weight(Member member) {
      boolean weighted = members.stream().anyMatch(m -> m.weight != null);
      if (weighted) {
        return member.weight == null ? 0 : member.weight;
      }
      return member.room();
    }

    /// The minimums that are granted when there are not enough replicas for all: nothing is left to
    /// divide then, so it is what a decision from scratch gives.
    Map<String, Integer> grantedWhenShort() {
      return Given.replicas(withRebalance().decide());
    }

    Fleet asking(int replicas) {
      return new Fleet(members, replicas, rebalance);
    }

    Fleet withRebalance() {
      return new Fleet(members, asked, true);
    }

    Fleet withoutRebalance() {
      return new Fleet(members, asked, false);
    }

    Fleet holding(Map<String, Integer> replicas) {
      return new Fleet(
          members.stream().map(m -> m.holding(replicas.getOrDefault(m.name, 0))).toList(),
          asked,
          rebalance);
    }

    Fleet shuffled(long seed) {
      List<Member> shuffled = new ArrayList<>(new TreeMap<>(byName()).values());
      Collections.shuffle(shuffled, new Random(seed));
      return new Fleet(shuffled, asked, rebalance);
    }

    private Map<String, Member> byName() {
      Map<String, Member> byName = new HashMap<>();
      members.forEach(member -> byName.put(member.name, member));
      return byName;
    }
  }
}
