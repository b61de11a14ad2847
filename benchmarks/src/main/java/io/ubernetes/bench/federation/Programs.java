package io.ubernetes.bench.federation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The programs that a run starts.
///
/// @param ubernetes the `ubernetes` command of a distribution
/// @param etcd the `etcd` program
public record Programs(Path ubernetes, Path etcd) {

  /// Finds `ubernetes` by the system property `ubernetes.command`, which the launcher sets, and
  /// etcd by the environment variable `ETCD`, else on the `PATH`.
  ///
  /// @throws IOException in one line what is missing
  public static Programs find(Map<String, String> environment) throws IOException {
    String command = System.getProperty("ubernetes.command", "");
    if (!isProgram(Path.of(command))) {
      throw new IOException("start the load tool as \"ubernetes bench\": it needs that command");
    }
    String named = environment.getOrDefault("ETCD", "");
    Optional<Path> etcd =
        Stream.concat(
                Stream.of(named).filter(path -> !path.isEmpty()).map(Path::of),
                Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(directory -> Path.of(directory, "etcd")))
            .filter(Programs::isProgram)
            .findFirst();
    return new Programs(
        Path.of(command),
        etcd.orElseThrow(
            () -> new IOException("no etcd on the PATH, and ETCD names none: install it")));
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
