package io.ubernetes.bench;

import io.ubernetes.bench.federation.LocalFederation;
import io.ubernetes.bench.federation.Programs;
import io.ubernetes.bench.report.Report;
import io.ubernetes.bench.scheduler.ColdStartRun;
import io.ubernetes.bench.scheduler.EngineRun;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ubernetes bench scheduler`: the placement engine by itself, and the scheduler's process.
@Command(
    name = "scheduler",
    description = {
      "Measures the placement engine (decisions a second on one core, by JMH) and the scheduler's",
      "process: how soon after its start all workloads that wait are placed. Starts etcd, an API",
      "server and a scheduler on free ports of this machine, in a temporary directory."
    },
    mixinStandardHelpOptions = true)
final class SchedulerCommand implements Callable<Integer> {

  private static final int MOST_WORKLOADS = 100_000;
  private static final int MOST_CLUSTERS = 5_000;

  @Mixin private Endpoints endpoints = new Endpoints();
  @Mixin private Output output = new Output();

  /// What of it is to be measured.
  enum Part {
    ENGINE,
    PROCESS
  }

  @Option(names = "--only", description = "${COMPLETION-CANDIDATES} (default: both).")
  private @Nullable Part only;

  @Option(
      names = "--seconds",
      description = "Of each of the engine's 16 iterations (default: ${DEFAULT-VALUE}).")
  private int seconds = 3;

  @Option(
      names = "--workloads",
      description = "That wait for the process (default: ${DEFAULT-VALUE}).")
  private int workloads = 10_000;

  @Option(names = "--clusters", description = "Of the process (default: ${DEFAULT-VALUE}).")
  private int clusters = 100;

  private final Report report = Output.report();

  @Override
  public Integer call() throws IOException {
    if (seconds < 1) {
      throw new UsageException("--seconds must be at least 1");
    }
    if (workloads < 1 || workloads > MOST_WORKLOADS) {
      throw new UsageException("--workloads must be between 1 and " + MOST_WORKLOADS);
    }
    if (clusters < 2 || clusters > MOST_CLUSTERS) {
      throw new UsageException("--clusters must be between 2 and " + MOST_CLUSTERS);
    }
    try {
      if (only != Part.PROCESS) {
        new EngineRun(report).run(seconds);
      }
      if (only != Part.ENGINE) {
        process();
      }
    } finally {
      output.write(report);
    }
    return 0;
  }

  private void process() throws IOException {
    Programs programs = Programs.find(System.getenv());
    Path directory = Files.createTempDirectory("ubernetes-bench-");
    Vertx vertx = Vertx.vertx();
    try (LocalFederation federation = LocalFederation.onEtcd(programs, directory.resolve("f"))) {
      new ColdStartRun(new ColdStartRun.Plan(workloads, clusters), report)
          .run(vertx, federation, endpoints.read(federation.adminKubeconfig()));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
      Directories.delete(directory);
    }
  }
}
