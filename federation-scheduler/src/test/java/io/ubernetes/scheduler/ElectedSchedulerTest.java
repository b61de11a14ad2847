package io.ubernetes.scheduler;

import static io.ubernetes.scheduler.TestFederation.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.election.Elected;
import io.ubernetes.runtime.election.ElectionSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElectedSchedulerTest {

  @Test
  void oneDecidesAndWhenItGoesTheOtherTakesOver() {
    try (TestFederation federation = new TestFederation();
        Candidates candidates = new Candidates(federation)) {
      federation.cluster("a", 20);
      await().atMost(PATIENCE).until(() -> candidates.first.running().isPresent());
      candidates.second.start();
      federation.create("web", 5);
      federation.awaitPlaced("web", Map.of("a", 5));
      assertThat(candidates.first.isLeader()).isTrue();
      assertThat(candidates.second.running()).isEmpty();
      candidates.stopFirst();
      assertThat(candidates.first.running()).isEmpty();
      await().atMost(PATIENCE).until(() -> candidates.second.running().isPresent());
      federation.scale("web", 7);
      federation.awaitPlaced("web", Map.of("a", 7));
    }
  }

  /// Two processes, of which the first takes part from the start.
  private static final class Candidates implements AutoCloseable {
    final Elected<Scheduler> first;
    final Elected<Scheduler> second;

    Candidates(TestFederation federation) {
      first = candidate(federation, "first").start();
      second = candidate(federation, "second");
    }

    void stopFirst() {
      first.close();
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  private static Elected<Scheduler> candidate(TestFederation federation, String identity) {
    ElectionSettings settings =
        new ElectionSettings(
            new NamespacedName("federation-system", "scheduler"),
            identity,
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(100));
    return new Elected<>(
        federation.api,
        settings,
        () -> new Scheduler(federation.api, SchedulerConfig.DEFAULT, identity));
  }
}
