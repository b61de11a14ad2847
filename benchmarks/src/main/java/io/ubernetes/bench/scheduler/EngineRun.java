package io.ubernetes.bench.scheduler;

import io.ubernetes.bench.process.Processes;
import io.ubernetes.bench.report.Latency;
import io.ubernetes.bench.report.Measurement;
import io.ubernetes.bench.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// The placement engine by itself, on one core, by JMH in a virtual machine of its own.
public final class EngineRun {

  private static final int WARM_UPS = 3;
  private static final int MEASUREMENTS = 5;

  /// JMH's own name for what a call allocated.
  private static final String BYTES = "gc.alloc.rate.norm";

  private final Report report;

  public EngineRun(Report report) {
    this.report = report;
  }

  /// Measures with 100 and with 1,000 clusters.
  ///
  /// @param seconds of each of the eight iterations
  /// @throws IOException in one line why nothing could be measured
  public void run(int seconds) throws IOException {
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("\\b" + EngineBenchmark.class.getSimpleName() + "\\b")
        .forks(1)
        .threads(1)
        .warmupIterations(WARM_UPS)
        .warmupTime(TimeValue.seconds(seconds))
        .measurementIterations(MEASUREMENTS)
        .measurementTime(TimeValue.seconds(seconds))
        .jvmArgsAppend("-XX:+UseSerialGC") // others collect beside the thread, on other cores
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
    try {
      new Runner(options.build())
          .run()
          .forEach(result -> report.add(measurement(result, MEASUREMENTS * seconds)));
    } catch (RunnerException e) {
      throw new IOException("the engine could not be measured: " + e.getMessage(), e);
    }
  }

  private static Measurement measurement(RunResult run, int seconds) {
    Result<?> score = run.getPrimaryResult();
    Result<?> bytes = Objects.requireNonNull(run.getSecondaryResults().get(BYTES), BYTES);
    return new Measurement(
        "engine",
        "decisions, " + run.getParams().getParam(EngineBenchmark.CLUSTERS) + " clusters",
        "decision",
        Math.round(score.getScore() * seconds),
        0,
        seconds,
        Latency.NONE,
        0,
        List.of(),
        Processes.loadAverage(),
        "one core, +-%.0f; %.0f bytes each".formatted(score.getScoreError(), bytes.getScore()));
  }
}
