package io.ubernetes.bench.report;

/// What the durations of one measurement were, in milliseconds.
public record Latency(double p50, double p99, double max) {}
