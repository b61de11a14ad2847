package io.ubernetes.scheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FleetHealthTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration GRACE = Duration.ofSeconds(60);

  @Test
  void aMemberIsUnreachableForTheGracePeriodAndThenLost() {
    FleetHealth health = judge(0, 59, 0);
    assertThat(health.state("c1")).isEqualTo(ClusterState.UNREACHABLE);
    assertThat(health.nextChange()).contains(NOW.plusSeconds(1));
    assertThat(judge(0, 60, 0).state("c1")).isEqualTo(ClusterState.LOST);
    assertThat(judge(0, 60, 0).nextChange()).isEmpty();
    assertThat(judge(0, 60, 0).state("c0")).isEqualTo(ClusterState.READY);
    assertThat(judge(0).state("unknown")).isEqualTo(ClusterState.UNREACHABLE);
  }

  @Test
  void whenMoreThanHalfAreNotReadyNothingIsLost() {
    FleetHealth health = judge(0, 500, 500);
    assertThat(health.suspectsItself()).isTrue();
    assertThat(health.states())
        .isEqualTo(
            Map.of(
                "c0", ClusterState.READY, "c1", ClusterState.SUSPECT, "c2", ClusterState.SUSPECT));
    assertThat(judge(0, 0, 500, 500).suspectsItself()).isFalse();
    assertThat(judge(500).suspectsItself()).isTrue();
  }

  @Test
  void theNextChangeIsTheFirstOne() {
    assertThat(judge(0, 0, 0, 10, 30, 20).nextChange()).contains(NOW.plusSeconds(30));
  }

  private static FleetHealth judge(int... secondsNotReady) {
    Map<String, Optional<Instant>> since = new TreeMap<>();
    for (int seconds : secondsNotReady) {
      since.put(
          "c" + since.size(),
          seconds == 0 ? Optional.empty() : Optional.of(NOW.minusSeconds(seconds)));
    }
    return FleetHealth.judge(since, NOW, GRACE);
  }
}
