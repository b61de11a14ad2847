package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.PodRequest;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.scheduler.engine.Occupants.Occupant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What holds for every decision that makes others go. A pod of the workload takes one `pods`;
/// those of others are as large as one, or as several.
class PreemptionPropertyTest {

  private static final int IMPORTANCE = 5;

  @Property
  void onlyLessImportantReplicasThatCanBeSparedGo(@ForAll("fleets") Fleet fleet) {
    for (Eviction eviction : fleet.decide().evictions()) {
      Occupant occupant = fleet.find(eviction);
      assertThat(occupant.priority()).isLessThan(IMPORTANCE);
      assertThat(eviction.replicas())
          .isBetween(1, occupant.spare().getOrDefault(eviction.cluster(), 0));
    }
  }

  @Property
  void nothingGoesWithoutGainAndNoMoreThanMust(@ForAll("fleets") Fleet fleet) {
    Map<String, Integer> with = Given.replicas(fleet.decide().spec());
    Map<String, Integer> without = Given.replicas(fleet.withOthers(List.of()).decide().spec());
    Map<String, Long> evicted = new HashMap<>();
    for (Eviction eviction : fleet.decide().evictions()) {
      long each = fleet.each(fleet.find(eviction));
      evicted.merge(eviction.cluster(), each * eviction.replicas(), Long::sum);
    }
    for (int i = 0; i < fleet.rooms.size(); i++) {
      String cluster = "c" + i;
      int gain = with.getOrDefault(cluster, 0) - without.getOrDefault(cluster, 0);
      assertThat(gain).as("nobody loses by it").isNotNegative();
      long room = evicted.getOrDefault(cluster, 0L);
      int needed = Math.max(0, with.getOrDefault(cluster, 0) - fleet.rooms.get(i));
      assertThat(room).isGreaterThanOrEqualTo(needed);
      for (Eviction eviction : fleet.decide().evictions()) {
        if (eviction.cluster().equals(cluster)) {
          assertThat(room - fleet.each(fleet.find(eviction)))
              .as("without one of %s it would not be enough", eviction)
              .isLessThan(needed);
        }
      }
    }
  }

  @Property
  void nobodyIsShortWhileALessImportantOneHoldsRoomThatItCouldUse(@ForAll("fleets") Fleet fleet) {
    Outcome.Placed placed = fleet.decide();
    if (Objects.requireNonNull(placed.spec().unplaced()) > 0) {
      assertThat(fleet.spared(placed, IMPORTANCE)).isZero();
    }
  }

  @Property
  void theLeastImportantGoFirst(@ForAll("fleets") Fleet any) {
    Fleet fleet = any.withEqualPods();
    Outcome.Placed placed = fleet.decide();
    for (Eviction eviction : placed.evictions()) {
      assertThat(fleet.spared(placed, eviction.priority())).isZero();
    }
  }

  @Property
  void theOrderOfTheOthersDoesNotMatter(@ForAll("fleets") Fleet fleet, @ForAll long seed) {
    List<Occupant> shuffled = new ArrayList<>(fleet.others);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(fleet.withOthers(shuffled).decide()).isEqualTo(fleet.decide());
  }

  @Property
  void whenTheOthersAreGoneNothingMoreHappens(@ForAll("fleets") Fleet fleet) {
    Outcome.Placed once = fleet.decide();
    Outcome.Placed twice = fleet.after(once).decide();
    assertThat(twice.evictions()).isEmpty();
    assertThat(twice.spec().destClusters()).isEqualTo(once.spec().destClusters());
  }

  @Property
  void hardRulesHoldForWhatIsGainedToo(@ForAll("fleets") Fleet any) {
    Fleet fleet =
        any.ruled(
            "'spreadConstraints': [{'topologyKey': 'region', 'maxSkew': 1},"
                + " {'topologyKey': 'cluster', 'maxGroups': 2}],");
    PlacementSpec spec = fleet.decide().spec();
    int[] regions = new int[2];
    for (int i = 0; i < fleet.rooms.size(); i++) {
      regions[i % 2] += Given.replicas(spec).getOrDefault("c" + i, 0);
    }
    assertThat(spec.destClusters().size()).isLessThanOrEqualTo(2);
    if (spec.destClusters().size() == 2 && regions[0] > 0 && regions[1] > 0) {
      assertThat(Math.abs(regions[0] - regions[1])).isLessThanOrEqualTo(1);
    }
  }

  @Property
  void othersMakeWayWhereTheObjectMustBeInMoreGroupsThanHaveRoom(@ForAll("fleets") Fleet any) {
    Fleet fleet = any.ruled("'spreadConstraints': [{'topologyKey': 'region', 'minGroups': 2}],");
    Map<String, Integer> replicas = Given.replicas(fleet.decide().spec());
    long[] regions = new long[2];
    long[] possible = new long[2];
    for (int i = 0; i < fleet.rooms.size(); i++) {
      regions[i % 2] += replicas.getOrDefault("c" + i, 0);
      possible[i % 2] += fleet.rooms.get(i);
      for (Occupant other : fleet.others) {
        if (other.priority() < IMPORTANCE) {
          possible[i % 2] += other.spare().getOrDefault("c" + i, 0);
        }
      }
    }
    boolean both = fleet.asked > 1 && possible[0] > 0 && possible[1] > 0;
    assertThat(regions[0] > 0 && regions[1] > 0).isEqualTo(both);
    if (fleet.asked > 1 && !both) {
      assertThat(replicas).as("rather nowhere than in one region only").isEmpty();
    }
    Outcome.Placed once = fleet.decide();
    assertThat(fleet.after(once).decide().spec().destClusters())
        .isEqualTo(once.spec().destClusters());
  }

  @Property
  void whoHasRoomDoesNotEvenLookAtTheOthers(@ForAll("fleets") Fleet any) {
    int room = any.rooms.stream().mapToInt(Integer::intValue).sum();
    Fleet fleet = new Fleet(any.rooms, any.others, Math.min(any.asked, room), any.held, "");
    DecisionRequest request =
        fleet
            .request()
            .with(
                new Priority(IMPORTANCE, true),
                (_, _) -> {
                  throw new AssertionError("looked at the others");
                });
    assertThat(decide(request).evictions()).isEmpty();
  }

  @Property
  void nobodyGoesWhereClassOrPolicyDoNotWantIt(@ForAll("fleets") Fleet fleet) {
    DecisionRequest request = fleet.request();
    assertThat(decide(request.with(new Priority(IMPORTANCE, false), fleet.occupants())).evictions())
        .isEmpty();
    DecisionRequest quiet =
        new DecisionRequest(
                request.workload(), PolicyBinding.NONE, request.clusters(), request.holdings())
            .with(new Priority(IMPORTANCE, true), fleet.occupants());
    assertThat(decide(quiet).evictions()).isEmpty();
  }

  private static Outcome.Placed decide(DecisionRequest request) {
    return (Outcome.Placed) PlacementEngine.decide(request);
  }

  @Provide
  Arbitrary<Fleet> fleets() {
    Arbitrary<Integer> spare = Arbitraries.integers().between(0, 6);
    Arbitrary<Occupant> other =
        Combinators.combine(
                Arbitraries.integers().between(0, 7),
                Arbitraries.integers().between(1, 3),
                spare.list().ofSize(5),
                Arbitraries.integers().between(0, 100_000))
            .as((priority, size, spares, name) -> other(name, priority, size, spares));
    return Combinators.combine(
            Arbitraries.integers().between(0, 8).list().ofMinSize(1).ofMaxSize(5),
            other.list().ofMaxSize(5).uniqueElements(Occupant::key),
            Arbitraries.integers().between(0, 60))
        .as((rooms, others, asked) -> new Fleet(rooms, others, asked, Map.of(), ""));
  }

  private static Occupant other(int name, int priority, int size, List<Integer> spares) {
    Map<String, Integer> spare = new HashMap<>();
    for (int i = 0; i < spares.size(); i++) {
      spare.put("c" + i, spares.get(i));
    }
    return new Occupant(
        Given.REPLICA_SET,
        new NamespacedName("default", "other-" + name),
        priority,
        PodDemand.of(PodRequest.of(Map.of("cpu", size + ""))),
        spare);
  }

  /// Clusters with free room for so many pods of the workload.
  ///
  /// @param held what each has of it already
  record Fleet(
      List<Integer> rooms,
      List<Occupant> others,
      int asked,
      Map<String, Integer> held,
      String rules) {

    Outcome.Placed decide() {
      return PreemptionPropertyTest.decide(request());
    }

    DecisionRequest request() {
      List<MemberCluster> clusters = new ArrayList<>();
      Map<String, Holding> holdings = new HashMap<>();
      for (int i = 0; i < rooms.size(); i++) {
        clusters.add(
            Given.in(Given.cpus("c" + i, rooms.get(i)), i % 2 == 0 ? "even" : "odd", "zone"));
      }
      held.forEach((cluster, n) -> holdings.put(cluster, Holding.starting(n, 0)));
      Workload web = Given.web(asked, PodRequest.of(Map.of("cpu", "1")));
      return new DecisionRequest(
              web, Given.bound(rules + "'preemption': 'LowerPriority'"), clusters, holdings)
          .with(new Priority(IMPORTANCE, true), occupants());
    }

    Occupants occupants() {
      return (priority, each) ->
          others.stream().filter(other -> other.priority() < priority).forEach(each);
    }

    Occupant find(Eviction eviction) {
      return others.stream()
          .filter(other -> other.key().equals(eviction.key()))
          .findFirst()
          .orElseThrow();
    }

    long each(Occupant other) {
      return PodRequest.of(Map.of("cpu", "1")).fitsInto(other.pod().request());
    }

    /// Replicas below that importance that could have gone from clusters that are there, and did
    /// not.
    long spared(Outcome.Placed placed, int below) {
      long there = 0;
      for (Occupant other : others) {
        if (other.priority() < below) {
          for (int i = 0; i < rooms.size(); i++) {
            there += other.spare().getOrDefault("c" + i, 0);
          }
        }
      }
      return there
          - placed.evictions().stream()
              .filter(eviction -> eviction.priority() < below)
              .mapToLong(Eviction::replicas)
              .sum();
    }

    Fleet withOthers(List<Occupant> changed) {
      return new Fleet(rooms, changed, asked, held, rules);
    }

    Fleet ruled(String changed) {
      return new Fleet(rooms, others, asked, held, changed);
    }

    Fleet withEqualPods() {
      return withOthers(
          others.stream()
              .map(other ->
                  new Occupant(
                      other.kind(),
                      other.key(),
                      other.priority(),
                      PodDemand.of(PodRequest.of(Map.of("cpu", "1"))),
                      other.spare()))
              .toList());
    }

    /// The others have gone as they were told to, and the workload has what it was given.
    Fleet after(Outcome.Placed placed) {
      List<Occupant> left = new ArrayList<>();
      for (Occupant other : others) {
        Map<String, Integer> spare = new HashMap<>(other.spare());
        placed.evictions().stream()
            .filter(eviction -> eviction.key().equals(other.key()))
            .forEach(e -> spare.merge(e.cluster(), -e.replicas(), Integer::sum));
        left.add(new Occupant(other.kind(), other.key(), other.priority(), other.pod(), spare));
      }
      return new Fleet(rooms, left, asked, Given.replicas(placed.spec()), rules);
    }
  }
}
