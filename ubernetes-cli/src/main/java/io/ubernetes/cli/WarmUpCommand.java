package io.ubernetes.cli;

import io.ubernetes.cli.demo.Sample;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `ubernetes warm-up`: does once what every start does, so that the JVM can note down which
/// classes that takes, and then for a while what a busy one does ([Exercise]). Run by the launcher
/// to make its cache.
@Command(
    name = "warm-up",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Starts and stops a federation in a temporary directory.")
final class WarmUpCommand implements Callable<Integer> {

  private static final int NODES = 20;

  @Override
  public Integer call() throws IOException {
    Path directory = Files.createTempDirectory("ubernetes-warm-up");
    FederationServer.Config server =
        new FederationServer.Config(directory, "127.0.0.1", 0, List.of());
    try (AllInOne federation = AllInOne.start(server)) {
      SimulatedMembers members =
          federation.simulate(SimulatorCommand.config(directory, 1, NODES, 0));
      federation.work();
      members.join(federation);
      ApiObject sample = Sample.replicaSet();
      var _ = federation.admin().create(ApiResources.REPLICA_SETS, sample);
      for (String path : List.of("/api", "/apis", "/openapi/v2", "/openapi/v3", "/version")) {
        var _ = federation.admin().getRaw(path);
      }
      new Exercise(federation.admin(), sample).run();
    } finally {
      Directories.delete(directory);
    }
    return 0;
  }
}
