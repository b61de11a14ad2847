package io.ubernetes.controllers;

import static io.ubernetes.controllers.TestFederation.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.election.Elected;
import io.ubernetes.runtime.election.ElectionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElectedControllersTest {

  @Test
  void oneActsAndWhenItGoesTheOtherTakesOver(@TempDir Path data) throws Exception {
    try (TestFederation federation = new TestFederation(data, "a");
        Elected<Controllers> first = candidate(federation, "first").start()) {
      eventually(() -> assertThat(first.running()).isPresent());
      try (Elected<Controllers> second = candidate(federation, "second").start()) {
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

  private static void withdraw(Elected<Controllers> candidate) {
    candidate.close();
  }

  private static Elected<Controllers> candidate(TestFederation federation, String identity) {
    ElectionSettings settings =
        new ElectionSettings(
            new NamespacedName("federation-system", "controllers"),
            identity,
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofMillis(100));
    ApiClient client = federation.controllersClient();
    return new Elected<>(
        client,
        settings,
        () ->
            new Controllers(
                client,
                federation.clients(),
                ControllersConfig.DEFAULT,
                identity,
                InstantSource.system()));
  }
}
