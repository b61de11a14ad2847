package io.ubernetes.apimachinery.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ubernetes.apimachinery.discovery.DiscoveryDocuments;
import io.ubernetes.apimachinery.discovery.Document;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every kubectl on this machine reads the documents, served by a server that has nothing else.
final class KubectlTest {

  private static final String MANIFEST =
      """
      apiVersion: apps/v1
      kind: ReplicaSet
      metadata: {name: web, namespace: default}
      spec:
        replicas: 2
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "example/web:1"}]}
      """;

  private final DiscoveryDocuments discovery =
      new DiscoveryDocuments(BuiltinKinds.all(), "127.0.0.1");
  private final OpenApiDocuments openApi = new OpenApiDocuments(BuiltinKinds.all());
  private final List<String> posted = new ArrayList<>();

  @TempDir private Path folder;
  private HttpServer server;

  /// The newest kubectl in the search path, and the versions that are installed beside it.
  static Stream<Path> kubectls() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String entry : System.getenv("PATH").split(":")) {
      Path kubectl = Path.of(entry, "kubectl");
      if (Files.isExecutable(kubectl)) {
        found.add(kubectl);
        try (Stream<Path> siblings = Files.list(kubectl.toRealPath().getParent())) {
          siblings
              .filter(path -> path.getFileName().toString().matches("kubectl\\.1\\.(27|28|33)"))
              .forEach(found::add);
        }
        break;
      }
    }
    Assumptions.assumeFalse(found.isEmpty(), "skipped: no kubectl in the search path");
    return found.stream();
  }

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(
        folder.resolve("config"),
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: a, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: a, context: {cluster: a, user: u}}]
        current-context: a
        users: [{name: u, user: {}}]
        """
            .formatted(server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String accept = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept")).orElse("");
    if (exchange.getRequestMethod().equals("POST")) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      posted.add(exchange.getRequestURI() + " " + new String(body, StandardCharsets.UTF_8));
      send(exchange, 201, "application/json", body);
      return;
    }
    Optional<Document> document =
        path.startsWith("/openapi/") ? openApi.find(path, accept) : discovery.find(path, accept);
    if (document.isPresent()) {
      send(exchange, 200, document.get().contentType(), document.get().bytes());
    } else {
      byte[] status =
          "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}"
              .getBytes(StandardCharsets.UTF_8);
      send(exchange, 404, "application/json", status);
    }
  }

  private static void send(HttpExchange exchange, int code, String contentType, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", contentType);
    exchange.sendResponseHeaders(code, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private String run(Path kubectl, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(kubectl.toString()));
    command.add("--kubeconfig=" + folder.resolve("config"));
    command.add("--cache-dir=" + folder.resolve("cache"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  @ParameterizedTest
  @MethodSource("kubectls")
  void kindsAreListedExplainedAndValidated(Path kubectl) throws Exception {
    assertThat(run(kubectl, "api-resources"))
        .containsPattern("replicasets\\s+rs\\s+apps/v1\\s+true\\s+ReplicaSet");
    assertThat(run(kubectl, "explain", "rs.spec"))
        .contains("replicas\t<integer>")
        .contains("number of desired pods");
    assertThat(run(kubectl, "explain", "rs", "--recursive")).contains("imagePullPolicy");
    Path manifest = folder.resolve("rs.yaml");
    Files.writeString(manifest, MANIFEST);
    assertThat(run(kubectl, "create", "-f", manifest.toString())).contains("web created");
    assertThat(run(kubectl, "apply", "-f", manifest.toString())).contains("web created");
    assertThat(posted).hasSize(2).allMatch(request -> request.contains("fieldValidation=Strict"));
  }
}
