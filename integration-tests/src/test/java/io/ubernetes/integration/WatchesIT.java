package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.http.ReceivedMessages;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.integration.TestRequests.Answer;
import io.ubernetes.model.Json;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Where watches begin, what they send, and over what. Every expectation is what a kube-apiserver
/// 1.36.2 answers.
final class WatchesIT {

  private static final String NAMESPACES = "/api/v1/namespaces";
  private static final String INITIAL =
      "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  private static final String AS = "application/json;v=v1;g=meta.k8s.io;as=";

  @TempDir private static Path data;
  private static FederationServer server;
  private static TestRequests requests;
  private static int count;

  private String maps = "";
  private String version = "";

  @BeforeAll
  static void serve() throws Exception {
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    requests =
        new TestRequests(
            KubeconfigFile.read(data.resolve("admin.kubeconfig")), HttpClient.Version.HTTP_1_1);
  }

  @AfterAll
  static void stop() {
    requests.close();
    server.close();
  }

  /// Two ConfigMaps in a namespace of their own, and one more that is gone.
  @BeforeEach
  void twoObjects() {
    String namespace = "watched-" + count++;
    requests.post(NAMESPACES, "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
    maps = NAMESPACES + "/" + namespace + "/configmaps";
    create("a");
    create("gone");
    requests.delete(maps + "/gone", "");
    version = create("b").text("metadata", "resourceVersion");
  }

  private Answer create(String name) {
    return requests.post(maps, "{\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  /// @param events the first letters of the types, in order; B stands for the bookmark that ends
  ///   the initial events
  @ParameterizedTest
  @CsvSource({
    "'', AA",
    "resourceVersion=0, AA",
    "resourceVersion=LAST, ''",
    "limit=1&resourceVersion=0, AA",
    "sendInitialEvents=true&resourceVersionMatch=NotOlderThan, AA",
    "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true, AAB",
    "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
        + "&resourceVersion=0, AAB",
    "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
        + "&resourceVersion=LAST, AAB",
    "sendInitialEvents=false&resourceVersionMatch=NotOlderThan, ''",
    "sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=LAST, ''",
  })
  void aWatchBeginsWhereItWasAskedTo(String query, String events) {
    Answer watch =
        requests.get(maps + "?watch=1&timeoutSeconds=1&" + query.replace("LAST", version));
    assertThat(watch.status()).isEqualTo(200);
    assertThat(watch.header("Content-Type")).isEqualTo("application/json");
    StringBuilder seen = new StringBuilder();
    for (JsonNode event : watch.events()) {
      JsonNode end =
          Json.at(event, "object", "metadata", "annotations", "k8s.io/initial-events-end");
      boolean bookmark = Json.text(event, "type").equals("BOOKMARK");
      if (!bookmark || end != null) {
        seen.append(Json.text(event, "type").charAt(0));
      }
    }
    assertThat(seen).hasToString(events);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sendInitialEvents=true | sendInitialEvents requires setting resourceVersionMatch to"
            + " NotOlderThan",
        "sendInitialEvents=true&resourceVersionMatch=Exact | Unsupported value: \"Exact\": supported"
            + " values: \"NotOlderThan\"",
        "resourceVersionMatch=NotOlderThan | resourceVersionMatch is forbidden for watch unless"
            + " sendInitialEvents is provided",
        "resourceVersionMatch=Exact&resourceVersion=1 | resourceVersionMatch: Unsupported value:"
            + " \"Exact\": supported values: \"NotOlderThan\"",
      })
  void aWatchThatCannotBeIsRefused(String query, String words) {
    Answer refused = requests.get(maps + "?watch=1&timeoutSeconds=1&" + query);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("message")).contains(words);
  }

  @Test
  void aWatchOfTablesTellsTheColumnsOnceAndTheEndOfTheStateInARow() {
    List<JsonNode> events = watch(INITIAL, AS + "Table");
    assertThat(events).hasSizeGreaterThanOrEqualTo(3);
    assertThat(events.get(0).at("/object/kind").asString()).isEqualTo("Table");
    assertThat(events.get(0).at("/object/columnDefinitions/0/name").asString()).isEqualTo("Name");
    assertThat(events.get(0).at("/object/rows/0/cells/0").asString()).isEqualTo("a");
    assertThat(events.get(0).at("/object/rows/0/object/kind").asString())
        .isEqualTo("PartialObjectMetadata");
    assertThat(events.get(1).at("/object/columnDefinitions").isNull()).isTrue();
    assertThat(events.get(1).at("/object/rows/0/cells/0").asString()).isEqualTo("b");
    JsonNode bookmark = events.get(2);
    assertThat(bookmark.at("/type").asString()).isEqualTo("BOOKMARK");
    assertThat(bookmark.at("/object/metadata/resourceVersion").asString()).isNotEmpty();
    assertThat(bookmark.at("/object/rows/0/cells/0").asString()).isEmpty();
    assertThat(
            Json.text(
                bookmark.at("/object/rows/0/object"),
                "metadata",
                "annotations",
                "k8s.io/initial-events-end"))
        .isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource({"Object, ConfigMap", "Metadata, PartialObjectMetadata", "None, ''"})
  void theRowsOfAWatchCarryAsMuchAsWasAskedFor(String include, String kind) {
    List<JsonNode> events = watch("resourceVersion=0&includeObject=" + include, AS + "Table");
    assertThat(events).hasSize(2);
    assertThat(events.getFirst().at("/object/rows/0/object/kind").asString("")).isEqualTo(kind);
  }

  @Test
  void aWatchOfMetadataSendsNothingElse() {
    List<JsonNode> events = watch(INITIAL, AS + "PartialObjectMetadata");
    assertThat(events).hasSizeGreaterThanOrEqualTo(3);
    for (JsonNode event : events) {
      assertThat(event.at("/object/kind").asString()).isEqualTo("PartialObjectMetadata");
      assertThat(event.get("object").propertyNames())
          .containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
    }
    assertThat(events.get(0).at("/object/metadata/name").asString()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({"application/yaml", "application/cbor-seq", "text/event-stream"})
  void whatCannotBeStreamedIsNotAcceptable(String type) {
    Answer refused = requests.get(maps + "?watch=1&timeoutSeconds=1", "Accept", type);
    assertThat(refused.status()).isEqualTo(406);
    assertThat(refused.text()).contains("NotAcceptable", "application/json;stream=watch");
  }

  private List<JsonNode> watch(String query, String accept) {
    Answer watch = requests.get(maps + "?watch=1&timeoutSeconds=1&" + query, "Accept", accept);
    assertThat(watch.status()).isEqualTo(200);
    return watch.events();
  }

  // WebSockets.

  @Test
  void aWatchRunsOverAWebSocket() throws Exception {
    ReceivedMessages messages = new ReceivedMessages();
    WebSocket socket = connect("watch=1&resourceVersion=" + version, messages).join();
    create("c");
    JsonNode added = next(messages);
    assertThat(Json.text(added, "type")).isEqualTo("ADDED");
    assertThat(Json.text(added, "object", "metadata", "name")).isEqualTo("c");
    requests.delete(maps + "/c", "");
    JsonNode deleted = next(messages);
    assertThat(Json.text(deleted, "type")).isEqualTo("DELETED");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  @Test
  void aWatchOverAWebSocketEndsWithItsTime() throws Exception {
    ReceivedMessages messages = new ReceivedMessages();
    connect("watch=1&timeoutSeconds=1&" + INITIAL, messages).join();
    assertThat(Json.text(next(messages), "object", "metadata", "name")).isEqualTo("a");
    assertThat(Json.text(next(messages), "object", "metadata", "name")).isEqualTo("b");
    assertThat(Json.text(next(messages), "type")).isEqualTo("BOOKMARK");
    assertThat(end(messages)).isEqualTo("closed " + WebSocket.NORMAL_CLOSURE);
  }

  @Test
  void aWebSocketThatCannotBeOpenedIsAnsweredLikeAnyRequest() {
    assertThatThrownBy(
            () -> connect("watch=1&resourceVersionMatch=Exact", new ReceivedMessages()).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(422));
  }

  /// A browser has no other place for its token.
  @Test
  void aTokenAmongTheSubprotocolsIsWhoTheClientIs() throws Exception {
    String accounts = NAMESPACES + "/default/serviceaccounts";
    requests.post(accounts, "{\"metadata\":{\"name\":\"browser\"}}");
    Answer made =
        requests.post(accounts + "/browser/token", "{\"spec\":{\"expirationSeconds\":600}}");
    String token = base64(made.text("status", "token"));
    requests.post(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/" + maps.split("/", -1)[4] + "/rolebindings",
        """
        {"metadata": {"name": "browser"},
         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
         "subjects": [{"kind": "ServiceAccount", "name": "browser", "namespace": "default"}]}
        """);
    try (HttpClient nobody =
        HttpClient.newBuilder()
            .sslContext(
                HttpsClient.anonymousTls(KubeconfigFile.read(data.resolve("admin.kubeconfig"))))
            .build()) {
      ReceivedMessages messages = new ReceivedMessages();
      WebSocket socket =
          nobody
              .newWebSocketBuilder()
              .header("Origin", "https://example.com")
              .subprotocols(
                  "base64url.bearer.authorization.k8s.io." + token, "base64.binary.k8s.io")
              .buildAsync(requests.uri("wss", maps + "?watch=1"), messages)
              .join();
      assertThat(socket.getSubprotocol()).isEqualTo("base64.binary.k8s.io");
      assertThat(Json.text(next(messages), "object", "metadata", "name")).isEqualTo("a");
      socket.abort();
      nobody.shutdownNow();
    }
  }

  private CompletableFuture<WebSocket> connect(String query, ReceivedMessages messages) {
    return requests
        .client()
        .newWebSocketBuilder()
        .header("Origin", "https://example.com")
        .buildAsync(requests.uri("wss", maps + "?" + query), messages);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// How the server ended it, after messages that do not matter.
  private static String end(ReceivedMessages messages) throws InterruptedException {
    String next = messages.next();
    while (next.startsWith("{")) {
      next = messages.next();
    }
    return next;
  }

  private static JsonNode next(ReceivedMessages messages) throws InterruptedException {
    return Json.MAPPER.readTree(messages.next());
  }
}
