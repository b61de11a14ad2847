package io.ubernetes.bench.federation;

import io.ubernetes.bench.load.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process that was started here and is ended by [#close]. Its output is in a file.
final class Launch implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final Duration END = Duration.ofSeconds(15);

  private final String name;
  private final Process process;
  private final Path log;

  private Launch(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// @param directory gets the log, `NAME.log`
  static Launch start(String name, List<String> command, Path directory) throws IOException {
    Path log = directory.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    return new Launch(name, process, log);
  }

  /// Waits until a text has been printed so many times.
  ///
  /// @throws IOException with the last line of its output when the process ends before
  void awaitPrinted(String text, int times) throws IOException {
    boolean printed =
        Pace.await(READY, () -> !process.isAlive() || output().split(text, -1).length > times);
    if (!process.isAlive() || !printed) {
      throw new IOException(
          name + (printed ? " has ended" : " is not ready in time") + ": " + lastLine());
    }
  }

  /// Waits for the end of a command that does one thing.
  void awaitSuccess() throws IOException {
    Pace.await(READY, () -> !process.isAlive());
    if (process.isAlive() || process.exitValue() != 0) {
      throw new IOException(name + " failed: " + lastLine());
    }
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  private String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lastLine() {
    return output().lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
