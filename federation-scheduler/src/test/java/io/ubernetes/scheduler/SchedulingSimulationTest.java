package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A long life of a federation in virtual time. What must always hold is checked after each event,
/// and in the end all comes to rest. These are short; `-Dubernetes.simulation.members=50`,
/// `-Dubernetes.simulation.events=20000`, `-Dubernetes.simulation.seed=N` and
/// `-Dubernetes.simulation.seeds=N` make others.
class SchedulingSimulationTest {

  private static final Logger log = LoggerFactory.getLogger(SchedulingSimulationTest.class);
  private static final int EVENTS = Integer.getInteger("ubernetes.simulation.events", 300);
  private static final Duration REST = Duration.ofMinutes(10);

  private static final long SEED = Long.getLong("ubernetes.simulation.seed", 1);
  private static final int SEEDS = Integer.getInteger("ubernetes.simulation.seeds", 5);

  private SchedulingSimulation world = new SchedulingSimulation(SEED);
  private String at = "";

  static LongStream seeds() {
    return LongStream.range(SEED, SEED + SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatMustHoldHoldsAfterEachEventAndAllComesToRest(long seed) {
    world = new SchedulingSimulation(seed);
    log.info("{} events with seed {}", EVENTS, seed);
    for (int event = 0; event < EVENTS; event++) {
      at = "seed " + seed + ", event " + event + ", " + world.now;
      world.step();
      theSumsAreRight();
      assertThat(world.overbooked).as(at).isEmpty();
    }
    world.heal();
    world.advance(Duration.ofHours(1));
    world.written.clear();
    world.advance(REST);
    at = "seed " + seed + ", at rest";
    assertThat(world.written).as(at).isEmpty();
    nothingMovesBy(world::lookAtAll);
    at = "seed " + seed + ", after a restart";
    nothingMovesBy(() -> {
      world.restart();
      world.advance(REST);
    });
    theSumsAreRight();
    nothingHasGoneToMembersThatAreNotThere();
    log.info("{} decisions", world.decisions);
  }

  private void theSumsAreRight() {
    for (var entry : world.placements.entrySet()) {
      PlacementSpec spec = entry.getValue();
      long given = 0;
      for (DestCluster dest : spec.destClusters()) {
        assertThat(dest.replicas()).as("%s of %s", at, entry.getKey()).isPositive();
        given += Objects.requireNonNull(dest.replicas());
      }
      assertThat(given + Objects.requireNonNull(spec.unplaced()))
          .as("%s: sum of %s", at, entry.getKey())
          .isEqualTo(Objects.requireNonNull(spec.replicas()).longValue());
    }
  }

  private void nothingMovesBy(Runnable what) {
    Map<ObjectRef, PlacementSpec> before = new TreeMap<>(ObjectRef.ORDER);
    before.putAll(world.placements);
    what.run();
    List<String> moved = new ArrayList<>();
    before.forEach((ref, spec) -> {
      List<DestCluster> now = Objects.requireNonNull(world.placements.get(ref)).destClusters();
      if (!now.equals(spec.destClusters())) {
        moved.add(ref + ": " + Current.assigned(spec) + " -> " + world.current(ref).assigned());
      }
    });
    assertThat(moved).as(at).isEmpty();
    world.written.clear();
  }

  private void nothingHasGoneToMembersThatAreNotThere() {
    world.placements.forEach((ref, spec) ->
        assertThat(world.members.keySet())
            .as("%s: %s", at, ref)
            .containsAll(Current.assigned(spec).keySet()));
    assertThat(world.placements.keySet()).as(at).isEqualTo(world.objects.keySet());
  }
}
