package io.ubernetes.bench;

import io.ubernetes.bench.scheduler.EngineRun;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ubernetes bench scheduler`: the placement engine by itself, on one core.
@Command(
    name = "scheduler",
    description = "Measures the placement engine: decisions per second on one core.",
    mixinStandardHelpOptions = true)
final class SchedulerCommand implements Callable<Integer> {

  @Option(
      names = "--seconds",
      description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Override
  public Integer call() {
    if (seconds < 1) {
      throw new UsageException("--seconds must be at least 1");
    }
    System.out.printf("%-10s %14s %18s%n", "CLUSTERS", "DECISIONS/S", "BYTES PER DECISION");
    for (int clusters : List.of(100, 1000)) {
      EngineRun run = new EngineRun(clusters);
      var _ = run.run(Duration.ofSeconds(seconds)); // warms up
      EngineRun.Result result = run.run(Duration.ofSeconds(seconds));
      System.out.printf(
          "%-10d %14.0f %18d%n", clusters, result.perSecond(), result.bytesPerDecision());
    }
    return 0;
  }
}
