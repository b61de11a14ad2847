package io.ubernetes.controllers;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Tests that share one federation with the members `a` and `b`, each in a namespace of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnTwoMembers {

  TestFederation federation;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    federation = new TestFederation(data, "a", "b").start();
  }

  @AfterAll
  void close() {
    federation.close();
  }
}
