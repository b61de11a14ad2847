package io.ubernetes.integration;

import io.ubernetes.federation.apiserver.FederationServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Tests that share one API server of a federation in which nobody else is at work. Test classes
/// run one after the other, so each has a server of its own.
abstract class OnAFederation {

  @TempDir static Path data;
  static FederationServer server;

  @BeforeAll
  static void serve() throws IOException {
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Path adminKubeconfig() {
    return data.resolve("admin.kubeconfig");
  }
}
