package io.ubernetes.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `up` as people run it: a process that prints one line when it is ready and stops on SIGTERM.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ProcessTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void upStopsInOrderOnSigtermAndKeepsWhatItHolds(@TempDir Path directory) throws Exception {
    String authority = runUntilReady(directory);

    assertThat(runUntilReady(directory)).isEqualTo(authority);
    for (String user : List.of("admin", "scheduler", "controllers")) {
      Path kubeconfig = directory.resolve(user + ".kubeconfig");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfig)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void aDataDirectoryIsForOneProcess(@TempDir Path directory) throws Exception {
    Process first = up(directory);
    try {
      awaitReady(first);

      Invocation.of("up", "--data-dir", directory.toString(), "--port", "0")
          .assertFailedInOneLine(1, "in use", directory.toString());
    } finally {
      first.destroyForcibly().waitFor();
    }
  }

  /// @return the authority that the process made or found
  private static String runUntilReady(Path directory) throws Exception {
    Process process = up(directory);
    try {
      awaitReady(process);
      process.destroy();
      assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      return Files.readString(directory.resolve("ca.crt"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process up(Path directory) throws IOException {
    return new ProcessBuilder(
            Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName(),
                    "up",
                    "--data-dir",
                    directory.toString(),
                    "--port",
                    "0")
                .toList())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitReady(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    assertThat(lines.readLine()).startsWith("Ubernetes is ready: https://127.0.0.1:");
  }
}
