package io.ubernetes.cli;

import io.ubernetes.federation.apiserver.FederationServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Where and on what an API server runs: options of all commands that run one.
final class ServerOptions {

  @Option(
      names = "--port",
      defaultValue = "6443",
      paramLabel = "PORT",
      description = "HTTPS port; 0 takes any free one (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "Address to listen on (${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--etcd",
      split = ",",
      paramLabel = "URL",
      description = "URLs of etcd's members; without it the embedded store is used.")
  private List<String> etcd = new ArrayList<>();

  @Option(
      names = "--event-ttl",
      defaultValue = "1h",
      paramLabel = "TIME",
      description =
          "How long an Event is kept after it was last written, such as 90m or 1h30m; 0 keeps all"
              + " (${DEFAULT-VALUE}).")
  private String eventTtl = "";

  FederationServer.Config config(Path dataDirectory) {
    if (port < 0 || port > 65535) {
      throw new UsageException("--port is a number from 0 to 65535, not " + port);
    }
    for (String url : etcd) {
      if (!url.matches("https?://[^/,\\s]+:\\d+/?")) {
        throw new UsageException("--etcd takes URLs like http://127.0.0.1:2379, not '" + url + "'");
      }
    }
    return new FederationServer.Config(dataDirectory, host, port, etcd, eventTtl());
  }

  private Duration eventTtl() {
    if (eventTtl.equals("0")) {
      return Duration.ZERO;
    }
    if (!eventTtl.matches("(\\d+h)?(\\d+m)?(\\d+s)?") || eventTtl.isEmpty()) {
      throw new UsageException("--event-ttl is a time like 1h or 90m, not '" + eventTtl + "'");
    }
    return Duration.parse("PT" + eventTtl);
  }
}
