package io.ubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A long life of a federation in virtual time. What must always hold is checked after each event,
/// and in the end all comes to rest. It is short; `-Dubernetes.simulation.members=50`,
/// `-Dubernetes.simulation.events=20000` and `-Dubernetes.simulation.seed=N` make another one.
class SchedulingSimulationTest {

  private static final Logger log = LoggerFactory.getLogger(SchedulingSimulationTest.class);
  private static final int EVENTS = Integer.getInteger("ubernetes.simulation.events", 300);
  private static final Duration REST = Duration.ofMinutes(10);

  private final long seed = Long.getLong("ubernetes.simulation.seed", 1);
  private final SchedulingSimulation world = new SchedulingSimulation(seed);
  private String at = "";

  @Test
  void whatMustHoldHoldsAfterEachEventAndAllComesToRest() {
    log.info("{} events with seed {}", EVENTS, seed);
    for (int event = 0; event < EVENTS; event++) {
      at = "seed " + seed + ", event " + event + ", " + world.now;
      world.step();
      theSumsAreRight();
    }
    world.heal();
    world.advance(Duration.ofHours(1));
    world.written.clear();
    world.advance(REST);
    at = "seed " + seed + ", at rest";
    assertThat(world.written).as(at).isEmpty();
    aSecondPassMovesNothing();
    world.restart();
    world.advance(REST);
    at = "seed " + seed + ", after a restart";
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

  private void aSecondPassMovesNothing() {
    world.written.clear();
    Map<ObjectRef, List<DestCluster>> before = new TreeMap<>(ObjectRef.ORDER);
    world.placements.forEach((ref, spec) -> before.put(ref, spec.destClusters()));
    world.lookAtAll();
    Map<ObjectRef, List<DestCluster>> after = new TreeMap<>(ObjectRef.ORDER);
    world.placements.forEach((ref, spec) -> after.put(ref, spec.destClusters()));
    assertThat(after).as(at).isEqualTo(before);
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
