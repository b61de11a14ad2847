package io.ubernetes.integration;

import static io.ubernetes.integration.LiveFederation.awaiting;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A part of the federation as a process of its own, which can be killed and started again with the
/// same arguments. Not thread-safe.
final class UbernetesProcess implements AutoCloseable {

  private final String name;
  private final Path log;
  private final List<String> command;
  private Process process;

  /// @param folder gets the log
  UbernetesProcess(Path folder, String... arguments) throws IOException {
    this.name = arguments[0];
    this.log = folder.resolve(name + ".log");
    this.command = command(arguments);
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
  }

  /// The command `ubernetes` with these arguments, on the JVM and the classes of this test.
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m"));
    command.addAll(List.of("-cp", productionClasses(), "io.ubernetes.cli.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static String productionClasses() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("-tests.jar") && !entry.contains("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /// Waits until it has said that it runs, as often as it was started.
  void awaitSaid(String words, int times) {
    awaiting(name + " says '" + words + "'")
        .untilAsserted(() -> {
          String said = Files.readString(log);
          assertThat(process.isAlive()).as(said).isTrue();
          assertThat(said.split(words, -1)).as(said).hasSize(times + 1);
        });
  }

  /// `kill -9`, and waits until it is gone.
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  void restart() throws IOException {
    process = launch();
  }

  @Override
  public void close() {
    kill();
  }
}
