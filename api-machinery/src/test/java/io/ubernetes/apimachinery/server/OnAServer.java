package io.ubernetes.apimachinery.server;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests that have an API server of their own each, which is empty at first.
abstract class OnAServer {

  @TempDir Path directory;
  TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }
}
