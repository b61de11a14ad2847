package io.ubernetes.bench.report;

/// What the durations of one measurement were, in milliseconds; NaN where there were none.
public record Latency(double p50, double p99, double max) {
  public static final Latency NONE = new Latency(Double.NaN, Double.NaN, Double.NaN);
}
