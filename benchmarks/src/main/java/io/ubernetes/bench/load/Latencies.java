package io.ubernetes.bench.load;

import io.ubernetes.bench.report.Latency;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/// Durations collected by any number of threads. Thread-safe.
public final class Latencies {
  private static final int DIGITS = 3;

  private final ConcurrentHistogram micros =
      new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(10), DIGITS);

  public void record(long nanos) {
    long value = Math.clamp(nanos / 1000, 0, micros.getHighestTrackableValue());
    micros.recordValue(value);
  }

  public Latency summary() {
    return new Latency(
        micros.getValueAtPercentile(50) / 1000.0,
        micros.getValueAtPercentile(99) / 1000.0,
        micros.getMaxValue() / 1000.0);
  }

  public long count() {
    return micros.getTotalCount();
  }
}
