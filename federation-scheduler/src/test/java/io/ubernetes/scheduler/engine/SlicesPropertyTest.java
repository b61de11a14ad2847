package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What runs in slices: StatefulSets by ordinals, Jobs by completions.
class SlicesPropertyTest {

  @Example
  void aSetIsDividedIntoRanges() {
    PlacementSpec spec = decide(set(6, 0), rooms(10, 10, 10), Map.of());
    assertThat(spec.destClusters())
        .containsExactlyInAnyOrder(
            new DestCluster("c0", 2, range(spec, "c0").getFirst(), null),
            new DestCluster("c1", 2, range(spec, "c1").getFirst(), null),
            new DestCluster("c2", 2, range(spec, "c2").getFirst(), null));
    assertThat(ordinals(spec)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  @Example
  void aLostRangeIsStartedElsewhereAndTheOthersKeepTheirOrdinals() {
    PlacementSpec before = decide(set(6, 5), rooms(10, 10, 10), Map.of());
    List<MemberCluster> clusters = new ArrayList<>(rooms(10, 10, 10));
    clusters.set(1, clusters.get(1).withState(ClusterState.LOST));
    clusters.add(Given.cluster("c3", 10));
    PlacementSpec after = decide(set(6, 5), clusters, holdings(before));
    assertThat(range(after, "c0")).containsAll(range(before, "c0"));
    assertThat(range(after, "c2")).containsAll(range(before, "c2"));
    assertThat(ordinals(after)).containsExactlyInAnyOrder(5, 6, 7, 8, 9, 10);
  }

  @Property
  void noOrdinalExistsTwiceAndNoneIsOutsideOfTheSet(
      @ForAll("rooms") List<Integer> rooms,
      @ForAll @IntRange(max = 40) int first,
      @ForAll @IntRange(max = 40) int second,
      @ForAll @IntRange(max = 9) int start,
      @ForAll @IntRange(max = 9) int lost) {
    List<MemberCluster> clusters = rooms(rooms);
    PlacementSpec before = decide(set(first, start), clusters, Map.of());
    check(before, first, start);
    List<MemberCluster> fewer = new ArrayList<>(clusters);
    if (lost < fewer.size()) {
      fewer.set(lost, fewer.get(lost).withState(ClusterState.LOST));
    }
    PlacementSpec after = decide(set(second, start), fewer, holdings(before));
    check(after, second, start);
    assertThat(decide(set(second, start), fewer, holdings(after)).destClusters())
        .as("decided again")
        .isEqualTo(after.destClusters());
  }

  @Property
  void growingTakesNoOrdinalFromItsCluster(
      @ForAll("rooms") List<Integer> rooms,
      @ForAll @IntRange(max = 40) int asked,
      @ForAll @IntRange(max = 9) int more) {
    PlacementSpec before = decide(set(asked, 0), rooms(rooms), Map.of());
    PlacementSpec after = decide(set(asked + more, 0), rooms(rooms), holdings(before));
    before
        .destClusters()
        .forEach(dest ->
            assertThat(range(after, dest.cluster())).containsAll(range(before, dest.cluster())));
  }

  private static void check(PlacementSpec spec, int asked, int start) {
    List<Integer> ordinals = ordinals(spec);
    assertThat(new HashSet<>(ordinals)).hasSameSizeAs(ordinals);
    assertThat(ordinals).allMatch(ordinal -> ordinal >= start && ordinal < start + asked);
    assertThat(ordinals.size() + Objects.requireNonNull(spec.unplaced())).isEqualTo(asked);
  }

  @Property
  void aJobsCompletionsAndPodsAddUp(
      @ForAll("rooms") List<Integer> rooms,
      @ForAll @IntRange(min = 1, max = 30) int parallelism,
      @ForAll @IntRange(min = 1, max = 90) int completions) {
    int pods = Math.min(parallelism, completions);
    PlacementSpec spec = decide(job(pods, completions, false), rooms(rooms), Map.of());
    int given = 0;
    int done = 0;
    for (DestCluster dest : spec.destClusters()) {
      int runs = Objects.requireNonNull(dest.replicas());
      int completes = Objects.requireNonNull(dest.completions());
      assertThat(completes).isGreaterThanOrEqualTo(runs);
      given += runs;
      done += completes;
    }
    assertThat(given + Objects.requireNonNull(spec.unplaced())).isEqualTo(pods);
    assertThat(done).isEqualTo(spec.destClusters().isEmpty() ? 0 : completions);
  }

  @Example
  void anIndexedJobGoesWhole() {
    PlacementSpec spec = decide(job(4, 20, true), rooms(3, 9, 5), Map.of());
    assertThat(spec.destClusters()).containsExactly(new DestCluster("c1", 4, null, 20));
  }

  @Provide
  Arbitrary<List<Integer>> rooms() {
    return Arbitraries.integers().between(0, 15).list().ofMinSize(1).ofMaxSize(7);
  }

  private static List<MemberCluster> rooms(Integer... rooms) {
    return rooms(List.of(rooms));
  }

  private static List<MemberCluster> rooms(List<Integer> rooms) {
    List<MemberCluster> clusters = new ArrayList<>();
    rooms.forEach(room ->
        clusters.add(
            new MemberCluster(
                "c" + clusters.size(),
                Map.of(),
                MemberCluster.Place.UNKNOWN,
                List.of(),
                false,
                ClusterState.READY,
                Given.room(room),
                Set.of())));
    return clusters;
  }

  private static Workload set(int replicas, int start) {
    return workload("apps/v1", "StatefulSet", replicas, new Slicing.Ordinals(start));
  }

  private static Workload job(int pods, int completions, boolean indexed) {
    return workload("batch/v1", "Job", pods, new Slicing.Completions(completions, indexed));
  }

  private static Workload workload(String version, String kind, int replicas, Slicing slicing) {
    return new Workload(
        GroupVersionKind.of(version, kind),
        Given.WEB,
        "uid",
        1,
        Map.of(),
        replicas,
        Given.web(1).pod(),
        Optional.empty(),
        Optional.empty(),
        slicing,
        "");
  }

  private static PlacementSpec decide(
      Workload workload, List<MemberCluster> clusters, Map<String, Holding> holdings) {
    return Given.decide(workload, PolicyBinding.NONE, clusters, holdings);
  }

  private static Map<String, Holding> holdings(PlacementSpec spec) {
    Map<String, Holding> holdings = new HashMap<>();
    for (DestCluster dest : spec.destClusters()) {
      holdings.put(
          dest.cluster(),
          Holding.starting(Objects.requireNonNull(dest.replicas()), 0)
              .startingAt(Objects.requireNonNull(dest.ordinalsStart())));
    }
    return holdings;
  }

  private static List<Integer> range(PlacementSpec spec, String cluster) {
    List<Integer> range = new ArrayList<>();
    for (DestCluster dest : spec.destClusters()) {
      if (dest.cluster().equals(cluster)) {
        for (int i = 0; i < Objects.requireNonNull(dest.replicas()); i++) {
          range.add(Objects.requireNonNull(dest.ordinalsStart()) + i);
        }
      }
    }
    return range;
  }

  private static List<Integer> ordinals(PlacementSpec spec) {
    List<Integer> all = new ArrayList<>();
    spec.destClusters().forEach(dest -> all.addAll(range(spec, dest.cluster())));
    return all;
  }
}
