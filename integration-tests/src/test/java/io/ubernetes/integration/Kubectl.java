package io.ubernetes.integration;

import io.ubernetes.integration.Program.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// One kubectl binary, used with one kubeconfig, with a home directory of its own.
///
/// @param home where it keeps its cache and where it runs
record Kubectl(Path binary, Path kubeconfig, Path home) {

  private static final Pattern VERSIONED = Pattern.compile("kubectl\\.1\\.(\\d+)");
  private static final Pattern GIT_VERSION = Pattern.compile("\"gitVersion\": \"v(\\d+\\.\\d+)");

  /// The oldest and the newest of [#all].
  static Stream<Path> oldestAndNewest() throws IOException {
    List<Path> versions = all().toList();
    return versions.size() < 2
        ? versions.stream()
        : Stream.of(versions.getFirst(), versions.getLast());
  }

  /// The versions that lie beside the kubectl in the search path, the oldest first; the one that
  /// the environment variable `KUBECTL` names, or the only one there is, where there are none.
  /// Skips the calling test where there is no kubectl at all.
  static Stream<Path> all() throws IOException {
    String named = System.getenv("KUBECTL");
    Optional<Path> kubectl = named == null ? Program.find("kubectl") : Optional.of(Path.of(named));
    Assumptions.assumeTrue(
        kubectl.isPresent(), "skipped: no kubectl in the search path, and KUBECTL is not set");
    Path found = kubectl.orElseThrow().toRealPath();
    List<Path> versions;
    try (Stream<Path> beside = Files.list(found.toAbsolutePath().getParent())) {
      versions =
          beside
              .filter(path -> minor(path) > 0)
              .sorted(Comparator.comparingInt(Kubectl::minor))
              .toList();
    }
    return versions.isEmpty() ? Stream.of(found) : versions.stream();
  }

  /// Such as `1.33`, as the binary itself says.
  static String version(Path binary) {
    Outcome outcome =
        Program.run(
            List.of(binary.toString(), "version", "--client", "-o", "json"),
            Path.of("."),
            Map.of(),
            "");
    Matcher matcher = GIT_VERSION.matcher(outcome.orThrow().out());
    if (!matcher.find()) {
      throw new AssertionError("no version in " + outcome);
    }
    return matcher.group(1);
  }

  private static int minor(Path binary) {
    Matcher matcher = VERSIONED.matcher(binary.getFileName().toString());
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /// Runs it to its end, whatever that is.
  Outcome run(String... arguments) {
    return run(Map.of(), "", arguments);
  }

  /// Runs it with something to read, such as a manifest for `-f -`.
  Outcome reading(String input, String... arguments) {
    return run(Map.of(), input, arguments);
  }

  Outcome run(Map<String, String> environment, String input, String... arguments) {
    Map<String, String> all = new HashMap<>(this.environment());
    all.putAll(environment);
    return Program.run(command(arguments), home, all, input);
  }

  /// Runs it in the background, its output going to the file.
  Process start(Path output, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment());
    return builder.start();
  }

  /// Writes a manifest where this kubectl runs.
  Path write(String name, String content) {
    try {
      return Files.writeString(home.resolve(name), content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.add("--kubeconfig=" + kubeconfig);
    command.add("--cache-dir=" + home.resolve("cache"));
    command.addAll(List.of(arguments));
    return command;
  }

  private Map<String, String> environment() {
    return Map.of("HOME", home.toString(), "KUBECONFIG", kubeconfig.toString());
  }
}
