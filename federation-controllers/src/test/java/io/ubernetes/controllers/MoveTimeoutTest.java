package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.controllers.sync.SyncController;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiResources;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveTimeoutTest {

  @Test
  void aReplacementThatNeverBecomesReadyIsNotWaitedForForEver(@TempDir Path data) throws Exception {
    try (TestFederation federation = new TestFederation(data, "a", "b")) {
      federation.start(
          ControllersConfig.DEFAULT.withSync(
              new SyncController.Settings(4, Duration.ofSeconds(2))));
      federation.create("default", "web", 3);
      federation.place("default", "web", "a", 3);
      eventually(() -> assertThat(federation.held("a", "default", "web")).isEqualTo(3));
      federation.member("a").report("default", "web", 3);
      federation.place("default", "web", "b", 3);
      eventually(() ->
          assertThat(federation.part("default", "web", "a").reason())
              .isEqualTo("WaitingForReplacement"));
      eventually(() -> assertThat(federation.held("a", "default", "web")).isEqualTo(-1));
      eventually(() ->
          assertThat(federation.client().list(ApiResources.EVENTS).items())
              .extracting(event -> Json.text(event.json(), "reason"))
              .contains("ReplacementNotReady"));
    }
  }
}
