package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.Program.Outcome;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is wrong gets one clear answer, and leaves nothing half done.
final class BadInputIT {

  private static final String REPLICA_SETS = "/apis/apps/v1/namespaces/default/replicasets";
  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";

  /// Errors over HTTP: a `Status` with the code and the reason that Kubernetes has for it.
  @Nested
  final class OverHttp {

    @TempDir private static Path data;
    private static FederationServer server;
    private static HttpsClient client;

    @BeforeAll
    static void serve() throws Exception {
      server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
      client = HttpsClient.withCertificate(admin());
    }

    @AfterAll
    static void stop() {
      client.close();
      server.close();
    }

    private static KubeconfigFile admin() {
      return KubeconfigFile.read(data.resolve("admin.kubeconfig"));
    }

    @AfterEach
    void nothingWasMade() throws Exception {
      JsonNode list = Json.MAPPER.readTree(client.send("GET", REPLICA_SETS, "", "").body());
      assertThat(list.path("items")).isEmpty();
    }

    private JsonNode post(int code, String reason, String path, String contentType, String body)
        throws Exception {
      return refused(code, reason, client.send("POST", path, contentType, body));
    }

    private JsonNode refused(int code, String reason, HttpResponse<String> response) {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
      JsonNode status = Json.MAPPER.readTree(response.body());
      assertThat(Json.text(status, "kind")).isEqualTo("Status");
      assertThat(Json.text(status, "status")).isEqualTo("Failure");
      assertThat(Json.text(status, "reason")).as(response.body()).isEqualTo(reason);
      assertThat(status.path("code").asInt()).isEqualTo(code);
      assertThat(Json.text(status, "message")).isNotBlank();
      return status;
    }

    @Test
    void whatIsNeitherJsonNorYaml() throws Exception {
      post(400, "BadRequest", REPLICA_SETS, JSON, "{\"kind\": ");
      post(400, "BadRequest", REPLICA_SETS, JSON, "");
      post(400, "BadRequest", REPLICA_SETS, YAML, "a: b: [");
      post(415, "UnsupportedMediaType", REPLICA_SETS, "text/plain", "hello");
    }

    @Test
    void anUnknownKind() throws Exception {
      post(
          400,
          "BadRequest",
          REPLICA_SETS,
          JSON,
          "{\"apiVersion\": \"apps/v1\", \"kind\": \"Nothing\"}");
      HttpResponse<String> nowhere =
          client.send("GET", "/apis/apps/v1/namespaces/default/nothings", "", "");
      assertThat(nowhere.statusCode()).isEqualTo(404);
    }

    @Test
    void aFieldOfTheWrongType() throws Exception {
      String manifest = Manifests.replicaSet("web", 1).replace("replicas: 1", "replicas: one");
      assertThat(post(400, "BadRequest", REPLICA_SETS, YAML, manifest).path("message").asString())
          .contains("ReplicaSet in version \"v1\" cannot be handled as a ReplicaSet");
    }

    @Test
    void anUnknownField() throws Exception {
      String manifest = Manifests.replicaSet("web", 1).replace("replicas: 1", "replicaz: 1");
      assertThat(
              post(400, "BadRequest", REPLICA_SETS + "?fieldValidation=Strict", YAML, manifest)
                  .path("message")
                  .asString())
          .contains("strict decoding error: unknown field \"spec.replicaz\"");
    }

    @Test
    void aBodyOverTheLimit() throws Exception {
      ObjectNode map = Json.object();
      map.put("apiVersion", "v1").put("kind", "ConfigMap");
      map.putObject("metadata").put("name", "large");
      map.putObject("data").put("k", "x".repeat(3_200_000));
      post(
          413,
          "RequestEntityTooLarge",
          "/api/v1/namespaces/default/configmaps",
          JSON,
          map.toString());
      assertThat(
              client
                  .send("GET", "/api/v1/namespaces/default/configmaps/large", "", "")
                  .statusCode())
          .isEqualTo(404);
    }

    @Test
    void aSelectorThatDoesNotMatchItsTemplate() throws Exception {
      String manifest =
          Manifests.replicaSet("web", 1).replace("labels: {app: web}", "labels: {app: other}");
      JsonNode status = post(422, "Invalid", REPLICA_SETS, YAML, manifest);
      assertThat(Json.text(status.path("details").path("causes").path(0), "field"))
          .isEqualTo("spec.template.metadata.labels");
    }

    @ParameterizedTest
    @CsvSource({
      "GET, ?labelSelector=a%20in%20(, 400, BadRequest",
      "GET, ?fieldSelector=spec.nothing%3D1, 400, BadRequest",
      "GET, ?limit=many, 400, BadRequest",
      "GET, ?continue=nonsense, 400, BadRequest",
      "GET, ?resourceVersion=soon, 400, BadRequest",
      "DELETE, /web?propagationPolicy=Sideways, 422, Invalid",
      "DELETE, /web?gracePeriodSeconds=long, 400, BadRequest",
    })
    void anUnknownQueryValue(String method, String query, int code, String reason)
        throws Exception {
      HttpResponse<String> response = client.send(method, REPLICA_SETS + query, "", "");
      refused(code, reason, response);
    }

    @ParameterizedTest
    @CsvSource({"dryRun=Some", "fieldValidation=Loud"})
    void anUnknownQueryValueOfAWrite(String query) throws Exception {
      post(422, "Invalid", REPLICA_SETS + "?" + query, YAML, Manifests.replicaSet("web", 1));
    }

    @Test
    void aStaleUpdate() throws Exception {
      HttpResponse<String> created =
          client.send("POST", REPLICA_SETS, YAML, Manifests.replicaSet("stale", 1));
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      String path = REPLICA_SETS + "/stale";
      try {
        ObjectNode object = Json.parseObject(created.body().getBytes(StandardCharsets.UTF_8));
        object.withObject("/spec").put("replicas", 2);
        assertThat(client.send("PUT", path, JSON, object.toString()).statusCode()).isEqualTo(200);
        object.withObject("/spec").put("replicas", 3);
        JsonNode status =
            refused(409, "Conflict", client.send("PUT", path, JSON, object.toString()));
        assertThat(Json.text(status, "message"))
            .contains(
                "the object has been modified; please apply your changes to the latest version");
        JsonNode now = Json.MAPPER.readTree(client.send("GET", path, "", "").body());
        assertThat(now.path("spec").path("replicas").asInt()).isEqualTo(2);
      } finally {
        assertThat(client.send("DELETE", path, "", "").statusCode()).isEqualTo(200);
      }
    }

    @Test
    void nobodyIsServedWithoutSayingWhoItIs() throws Exception {
      try (HttpsClient nobody = HttpsClient.withoutIdentity(admin())) {
        refused(403, "Forbidden", nobody.send("GET", REPLICA_SETS, "", ""));
        refused(
            403,
            "Forbidden",
            nobody.send("POST", REPLICA_SETS, YAML, Manifests.replicaSet("web", 1)));
      }
    }

    @Test
    void aPartMayNotDoWhatIsNotItsOwn() throws Exception {
      KubeconfigFile scheduler = KubeconfigFile.read(data.resolve("scheduler.kubeconfig"));
      try (HttpsClient client = HttpsClient.withCertificate(scheduler)) {
        refused(
            403,
            "Forbidden",
            client.send("POST", REPLICA_SETS, YAML, Manifests.replicaSet("web", 1)));
        refused(403, "Forbidden", client.send("GET", "/api/v1/secrets", "", ""));
      }
    }
  }

  /// Errors on the command line: one line, and an exit code that is not 0.
  @Nested
  final class OnTheCommandLine {

    @TempDir private Path folder;

    private void failed(int exit, String reason, String... arguments) {
      Outcome outcome =
          Program.run(UbernetesProcess.command(arguments), folder, Map.of("KUBECONFIG", ""), "");
      outcome.withExit(exit);
      assertThat(outcome.err().strip().lines()).as(outcome.toString()).hasSize(1);
      assertThat(outcome.err()).containsIgnoringCase(reason);
    }

    @Test
    void aPortInUse() throws IOException {
      try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String port = Integer.toString(taken.getLocalPort());
        failed(
            1, port, "apiserver", "--data-dir", folder.resolve("data").toString(), "--port", port);
      }
    }

    @Test
    void anEtcdThatIsNotThere() throws IOException {
      int free;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        free = socket.getLocalPort();
      }
      failed(
          1,
          "etcd",
          "apiserver",
          "--data-dir",
          folder.resolve("data").toString(),
          "--port",
          "0",
          "--etcd",
          "http://127.0.0.1:" + free);
    }

    @Test
    void aDataDirectoryThatCannotBeWritten() throws IOException {
      Path file = Files.writeString(folder.resolve("file"), "this is no directory");
      failed(1, "file", "apiserver", "--data-dir", file.resolve("data").toString(), "--port", "0");
      assertThat(file).hasContent("this is no directory");
    }

    @Test
    void aWrongFlagValueOrFile() {
      String data = folder.resolve("data").toString();
      failed(2, "--prot", "apiserver", "--data-dir", data, "--prot", "1");
      failed(2, "--port", "apiserver", "--data-dir", data, "--port", "70000");
      failed(2, "nothing.kubeconfig", "scheduler", "--kubeconfig", "nothing.kubeconfig");
      failed(2, "fly", "fly");
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }
}
