package io.ubernetes.bench.api;

import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Latency;
import io.ubernetes.bench.report.Measurement;

/// One API server that is measured.
///
/// @param name in the report
/// @param processes whose cost is told beside each figure
public record Target(String name, Endpoint endpoint, Processes processes) {

  /// Begins a measurement, whose end makes a line of the report.
  public Clock begin() {
    return new Clock(this, processes.begin(), System.nanoTime());
  }

  /// A measurement in progress.
  public record Clock(Target target, Processes.Interval interval, long startNanos) {

    public Measurement end(
        String what, String unit, long operations, long failures, Latency latency, long bytes) {
      return new Measurement(
          target.name(),
          what,
          unit,
          operations,
          failures,
          (System.nanoTime() - startNanos) / 1e9,
          latency,
          bytes,
          interval.end(),
          Processes.loadAverage(),
          "");
    }
  }
}
