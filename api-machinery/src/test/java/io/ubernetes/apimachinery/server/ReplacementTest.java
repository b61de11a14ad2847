package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import org.junit.jupiter.api.Test;

/// What a kind says about replacing and about itself, as clients see it.
class ReplacementTest extends OnAServer {

  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
  private static final String LEASE =
      """
      {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "l"}}
      """;

  @Test
  void aLeaseThatIsNotThereIsMadeByReplacingIt() {
    Answer made = server.put(LEASES + "/l", LEASE);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("metadata", "uid")).isNotEmpty();
    assertThat(server.put(LEASES + "/l", LEASE).text("message"))
        .contains("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    assertThat(server.put(LEASES + "/l", made.text()).status()).isEqualTo(200);
  }

  @Test
  void otherKindsMustBeCreated() {
    String map =
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"m\"}}";
    assertThat(server.put("/api/v1/namespaces/default/configmaps/m", map).status()).isEqualTo(404);
  }

  @Test
  void whoeverUsesEndpointsIsToldOfTheirSuccessor() {
    String warning =
        "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"";
    Answer all = server.get("/api/v1/namespaces/default/endpoints");
    assertThat(all.headers()).containsEntry("Warning", warning);
    Answer none = server.get("/api/v1/namespaces/default/endpoints/none");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.headers()).containsEntry("Warning", warning);
    assertThat(server.get("/api/v1/namespaces/default/services").headers())
        .doesNotContainKey("Warning");
  }
}
