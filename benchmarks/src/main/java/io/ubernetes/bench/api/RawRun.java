package io.ubernetes.bench.api;

import io.ubernetes.bench.load.Flows;
import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Measurement;

/// What the raw runs have in common: how their outcome is told.
final class RawRun {
  private RawRun() {}

  static Measurement measurement(
      String target,
      int clients,
      long startNanos,
      Processes.Interval interval,
      Flows.Outcome outcome) {
    return new Measurement(
        target,
        "put, " + clients + (clients == 1 ? " client" : " clients"),
        "put",
        outcome.succeeded(),
        outcome.failed(),
        (System.nanoTime() - startNanos) / 1e9,
        outcome.latencies().summary(),
        0,
        interval.end(),
        Processes.loadAverage(),
        "");
  }
}
