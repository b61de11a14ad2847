package io.ubernetes.cli;

import io.ubernetes.federation.apiserver.FederationServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `ubernetes warm-up`: does once what every start does, so that the JVM can note down which
/// classes that takes. Run by the launcher to make its cache.
@Command(
    name = "warm-up",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Starts and stops a federation in a temporary directory.")
final class WarmUpCommand implements Callable<Integer> {

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("ubernetes-warm-up");
    try (AllInOne federation =
        AllInOne.start(new FederationServer.Config(directory, "127.0.0.1", 0, List.of()))) {
      var _ = federation.admin().getRaw("/openapi/v2");
    } finally {
      Directories.delete(directory);
    }
    return 0;
  }
}
