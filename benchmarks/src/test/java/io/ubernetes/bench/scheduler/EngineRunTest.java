package io.ubernetes.bench.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EngineRunTest {

  @Test
  void everyWorkloadIsPlacedInAtLeastTwoRegionsAsFarAsItHasReplicas() {
    EngineRun run = new EngineRun(100);
    EngineRun.Result result = run.run(Duration.ofMillis(1));
    assertThat(result.decisions()).isPositive();
    assertThat(run.placed()).isGreaterThan(result.decisions());
    assertThat(result.bytesPerDecision()).isPositive();
  }
}
