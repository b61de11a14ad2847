package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Runs other programs to their end.
final class Program {

  /// Generous, as the machine may be busy with other things.
  private static final long TIMEOUT_SECONDS = 180;

  private Program() {}

  /// What a program said, and how it ended.
  record Outcome(List<String> command, int exit, String out, String err) {

    String all() {
      return out + err;
    }

    /// @throws AssertionError with all that it said, when it failed
    Outcome orThrow() {
      return withExit(0);
    }

    /// @throws AssertionError with all that it said, when it ended in another way
    Outcome withExit(int expected) {
      if (exit != expected) {
        throw new AssertionError("expected exit code " + expected + " of " + this);
      }
      return this;
    }

    @Override
    public String toString() {
      return String.join(" ", command) + "\nexit code " + exit + "\n" + out + err;
    }
  }

  /// @param environment added to this process' own; an empty value removes a variable
  /// @param input what the program reads
  static Outcome run(
      List<String> command, Path folder, Map<String, String> environment, String input) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    environment.forEach((name, value) -> {
      if (value.isEmpty()) {
        builder.environment().remove(name);
      } else {
        builder.environment().put(name, value);
      }
    });
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Process process = builder.start();
      Future<String> out = readers.submit(reading(process.getInputStream()));
      Future<String> err = readers.submit(reading(process.getErrorStream()));
      try (var stdin = process.outputWriter(UTF_8)) {
        stdin.write(input);
      } catch (IOException ended) {
        // A program that wants no input may have ended before it was given any.
        input = "";
      }
      boolean inTime = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!inTime) {
        process.destroyForcibly().waitFor();
      }
      Outcome outcome = new Outcome(command, process.exitValue(), out.get(), err.get());
      if (!inTime) {
        throw new AssertionError("did not end within " + TIMEOUT_SECONDS + " s: " + outcome);
      }
      return outcome;
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), failure);
    } catch (ExecutionException failure) {
      throw new IllegalStateException("cannot read what " + command + " says", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, interrupted);
    }
  }

  private static Callable<String> reading(InputStream stream) {
    return () -> {
      try (stream) {
        return new String(stream.readAllBytes(), UTF_8);
      }
    };
  }

  /// The program of that name in the search path.
  static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
