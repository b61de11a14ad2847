package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a deletion says about dependents when the client says nothing.
class DeletePropagationTest {

  private static final String JOBS = "/apis/batch/v1/namespaces/default/jobs";

  @TempDir Path directory;
  private TestServer server;

  @BeforeEach
  void start() {
    server = new TestServer(directory);
    Answer created =
        server.post(
            JOBS,
            """
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j"},
             "spec":{"template":{"spec":{"restartPolicy":"Never",
             "containers":[{"name":"c","image":"i"}]}}}}
            """);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aJobLeavesItsPodsAndSaysSo() {
    Answer deleted = server.delete(JOBS + "/j");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.json().at("/metadata/finalizers/0").asString()).isEqualTo("orphan");
    assertThat(deleted.headers().toString())
        .contains("child pods are preserved by default when jobs are deleted");
  }

  @Test
  void whatTheClientSaysCounts() {
    Answer deleted = server.delete(JOBS + "/j?propagationPolicy=Background");
    assertThat(deleted.text("status")).isEqualTo("Success");
    assertThat(deleted.headers().toString()).doesNotContain("child pods");
    assertThat(server.get(JOBS + "/j").status()).isEqualTo(404);
  }
}
