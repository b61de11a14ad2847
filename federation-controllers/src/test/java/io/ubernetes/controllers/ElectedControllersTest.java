package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.election.ElectionSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElectedControllersTest {

  @Test
  void oneActsAndWhenItGoesTheOtherTakesOver(@TempDir Path data) throws Exception {
    try (TestFederation federation = new TestFederation(data, "a");
        ElectedControllers first = candidate(federation, "first").start()) {
      eventually(() -> assertThat(first.running()).isPresent());
      try (ElectedControllers second = candidate(federation, "second").start()) {
        federation.create("default", "web", 2);
        federation.place("default", "web", "a", 2);
        eventually(() -> assertThat(federation.held("a", "default", "web")).isEqualTo(2));
        assertThat(first.isLeader()).isTrue();
        assertThat(second.running()).isEmpty();
        withdraw(first);
        assertThat(first.running()).isEmpty();
        eventually(() -> assertThat(second.running()).isPresent());
        federation.patchSource("default", "web", "{\"spec\":{\"replicas\":3}}");
        federation.place("default", "web", "a", 3);
        eventually(() -> assertThat(federation.held("a", "default", "web")).isEqualTo(3));
      }
    }
  }

  private static void withdraw(ElectedControllers candidate) {
    candidate.close();
  }

  private static ElectedControllers candidate(TestFederation federation, String identity) {
    return new ElectedControllers(
        federation.controllersClient(),
        federation.clients(),
        ControllersConfig.DEFAULT,
        new ElectionSettings(
            new NamespacedName("federation-system", "controllers"),
            identity,
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(100)));
  }
}
