package io.ubernetes.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.bench.report.Latency;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void aServerThatTellsNoHeapIsJudgedByAllItsMemory() {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      samples.add(new Sample(new Latency(1, 5, 50), (200 + 20 * i) * 1e6, 0, 0, 100));
    }
    assertThat(Verdict.of(samples, 0)).singleElement().asString().startsWith("memory");
  }

  @Test
  void whatStaysIsFlatHoweverItMovesUpAndDown() {
    assertThat(Verdict.of(samples(0, 0, 0), 0)).isEmpty();
  }

  @Test
  void whatGrowsIsTold() {
    assertThat(Verdict.of(samples(20, 0, 0), 0)).singleElement().asString().contains("heap");
    assertThat(Verdict.of(samples(0, 5, 0), 0)).singleElement().asString().contains("open files");
    assertThat(Verdict.of(samples(0, 0, 10), 0)).singleElement().asString().contains("p99");
    assertThat(Verdict.of(samples(0, 0, 0), 3)).containsExactly("3 requests failed");
  }

  /// Twelve intervals, in each of which something is added.
  private static List<Sample> samples(double megabytes, double files, double millis) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double noise = i % 3;
      samples.add(
          new Sample(
              new Latency(1, 5 + noise + i * millis, 50),
              (200 + 20 * i) * 1e6,
              (40 + 5 * noise + i * megabytes) * 1e6,
              (90 + noise) * 1e6,
              100 + noise + i * files));
    }
    return samples;
  }
}
