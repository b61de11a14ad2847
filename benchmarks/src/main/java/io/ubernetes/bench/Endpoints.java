package io.ubernetes.bench;

import io.ubernetes.bench.load.Endpoint;
import io.ubernetes.bench.process.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// The options that say who may be loaded and whose cost is counted.
final class Endpoints {
  @Option(names = "--i-own-this-server", description = "Load a server that is not on this machine.")
  private boolean owned;

  @Option(
      names = "--pid",
      paramLabel = "NAME=PID",
      description = "Tell the cost of one more process. Servers are found by their ports.")
  private Map<String, Long> pids = new LinkedHashMap<>();

  /// @throws UsageException when the file is none, or its server is not to be loaded
  Endpoint read(Path kubeconfig) {
    try {
      if (!Files.isReadable(kubeconfig)) {
        throw new UsageException(kubeconfig + ": cannot be read");
      }
      Endpoint endpoint = Endpoint.read(kubeconfig);
      if (!owned && !endpoint.isLoopback()) {
        throw new UsageException(
            endpoint.server()
                + " is not on this machine; if you may load it, say --i-own-this-server");
      }
      return endpoint;
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  Processes processes() {
    Processes all = Processes.loadGenerator();
    for (Map.Entry<String, Long> entry : pids.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return all;
  }
}
