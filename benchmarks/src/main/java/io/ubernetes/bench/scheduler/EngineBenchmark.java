package io.ubernetes.bench.scheduler;

import io.ubernetes.scheduler.engine.Outcome;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One decision of the placement engine after the other, on one thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EngineBenchmark {

  static final String CLUSTERS = "clusters";

  @Param({"100", "1000"})
  public int clusters;

  private Questions questions = new Questions(0);
  private int next;

  @Setup
  public void ask() {
    questions = new Questions(clusters);
  }

  /// By a policy with a selector of clusters, a spread over regions and a division by free room.
  @Benchmark
  public Outcome decision() {
    return questions.decide(next++);
  }
}
