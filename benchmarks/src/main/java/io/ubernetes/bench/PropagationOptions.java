package io.ubernetes.bench;

import io.ubernetes.bench.propagation.PropagationRun;
import picocli.CommandLine.Option;

/// How much a propagation run does.
final class PropagationOptions {
  private static final int MAX_WORKLOADS = 10_000;

  @Option(names = "--burst", description = "Workloads sent at once (default: ${DEFAULT-VALUE}).")
  private int burst = 300;

  @Option(
      names = "--spaced",
      description = "Workloads sent one after the other (default: ${DEFAULT-VALUE}).")
  private int spaced = 50;

  @Option(names = "--rate", description = "So many a second (default: ${DEFAULT-VALUE}).")
  private int rate = 10;

  @Option(
      names = "--warm-up",
      description = "Workloads sent before the measurement (default: ${DEFAULT-VALUE}).")
  private int warmUp = 1000;

  PropagationRun.Plan plan() {
    if (burst < 1 || spaced < 1 || rate < 1 || warmUp < 1) {
      throw new UsageException("--burst, --spaced, --rate and --warm-up must be at least 1");
    }
    if (burst > MAX_WORKLOADS || spaced > MAX_WORKLOADS || warmUp > MAX_WORKLOADS) {
      throw new UsageException("at most " + MAX_WORKLOADS + " workloads in one run");
    }
    return new PropagationRun.Plan(burst, spaced, rate, warmUp);
  }
}
