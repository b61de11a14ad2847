package io.ubernetes.scheduler;

import static io.ubernetes.scheduler.TestFederation.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.election.ElectionSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElectedSchedulerTest {

  @Test
  void oneDecidesAndWhenItGoesTheOtherTakesOver() {
    try (TestFederation federation = new TestFederation();
        ElectedScheduler first = candidate(federation, "first").start()) {
      federation.cluster("a", 20);
      await().atMost(PATIENCE).until(() -> first.running().isPresent());
      try (ElectedScheduler second = candidate(federation, "second").start()) {
        federation.create("web", 5);
        federation.awaitPlaced("web", Map.of("a", 5));
        assertThat(first.isLeader()).isTrue();
        assertThat(second.running()).isEmpty();
        first.close();
        assertThat(first.running()).isEmpty();
        await().atMost(PATIENCE).until(() -> second.running().isPresent());
        federation.scale("web", 7);
        federation.awaitPlaced("web", Map.of("a", 7));
      }
    }
  }

  private static ElectedScheduler candidate(TestFederation federation, String identity) {
    return new ElectedScheduler(
        federation.api,
        SchedulerConfig.DEFAULT,
        new ElectionSettings(
            new NamespacedName("federation-system", "scheduler"),
            identity,
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(100)));
  }
}
