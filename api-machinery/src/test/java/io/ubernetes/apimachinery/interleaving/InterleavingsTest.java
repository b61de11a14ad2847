package io.ubernetes.apimachinery.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.cache.NewestRevisionInterleavings;
import io.ubernetes.apimachinery.flowcontrol.SeatsInterleavings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What threads share without a lock is linearizable. Lincheck rewrites every class that is loaded,
/// so each structure is looked at in a process of its own, in which there are few.
class InterleavingsTest {
  /// Many times what it takes; a search that never ends is a fault, and leaves no process behind.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @ParameterizedTest
  @ValueSource(classes = {SeatsInterleavings.class, NewestRevisionInterleavings.class})
  void everyInterleavingIsExplainedByOneOrder(Class<?> structure, @TempDir Path folder)
      throws Exception {
    Outcome outcome = run(structure, folder);
    assertThat(outcome.exit()).as(outcome.said()).isZero();
  }

  @Test
  void aStructureThatLosesWritesIsFoundOut(@TempDir Path folder) throws Exception {
    Outcome outcome = run(Careless.class, folder);
    assertThat(outcome.exit()).as(outcome.said()).isNotZero();
    assertThat(outcome.said()).contains("Invalid execution results");
  }

  /// Counts, and forgets now and then.
  public static final class Careless {
    private final AtomicInteger count = new AtomicInteger();

    public static void main(String[] arguments) {
      new ModelCheckingOptions()
          .iterations(10)
          .invocationsPerIteration(500)
          .threads(2)
          .check(Careless.class);
    }

    @Operation
    public int increment() {
      int next = count.get() + 1;
      count.set(next);
      return next;
    }
  }

  private record Outcome(int exit, String said) {}

  private static Outcome run(Class<?> structure, Path folder) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+EnableDynamicAgentLoading",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    structure.getName()))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as(() -> "ended within " + PATIENCE).isTrue();
      return new Outcome(process.exitValue(), Files.readString(said));
    } finally {
      process.destroyForcibly();
    }
  }
}
