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

  @Option(
      names = "--max-requests-inflight",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "How many requests run at the same time, beside those of priority levels without limits;"
              + " 0 takes what suits this machine.")
  private int maxRequestsInFlight;

  FederationServer.Config config(Path dataDirectory) {
    if (port < 0 || port > 65535) {
      throw new UsageException("--port is a number from 0 to 65535, not " + port);
    }
    for (String url : etcd) {
      if (!url.matches("https?://[^/,\\s]+:\\d+/?")) {
        throw new UsageException("--etcd takes URLs like http://127.0.0.1:2379, not '" + url + "'");
      }
    }
    if (maxRequestsInFlight < 0) {
      throw new UsageException(
          "--max-requests-inflight is a number from 0 on, not " + maxRequestsInFlight);
    }
    return new FederationServer.Config(
        dataDirectory, host, port, etcd, eventTtl(), maxRequestsInFlight);
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
