package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams over WebSockets: each line is a message, and the handshake is judged as Kubernetes does.
class WebSocketTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Credential SERVER = AUTHORITY.issueServer(List.of());
  private static final String ORIGIN = "https://example.com";

  private final FakeHandler handler = new FakeHandler();
  private final EventLoops loops = EventLoops.start(1);
  private final HttpClient client = Clients.client(HttpClient.Version.HTTP_1_1, AUTHORITY, null);
  private HttpEdge edge;
  private boolean stopped;

  @BeforeEach
  void start() throws IOException {
    edge = HttpEdge.start(loops, EdgeOptions.at("localhost", 0), SERVER, handler);
  }

  @AfterEach
  void close() {
    handler.release.countDown();
    client.shutdownNow();
    if (!stopped) {
      edge.close();
    }
    loops.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/memory/stream", "/store/stream"})
  void eachLineIsOneMessage(String path) throws Exception {
    Client socket = connect(path, ORIGIN);
    Response.Sink sink = sink();
    sink.write(List.of(bytes("{\"a\":"), bytes("1}\n"), bytes("{\"b\":2}\n"), bytes("{\"c\"")));
    assertThat(socket.next()).isEqualTo("{\"a\":1}\n");
    assertThat(socket.next()).isEqualTo("{\"b\":2}\n");
    String large = "x".repeat(300_000);
    sink.write(List.of(bytes(":\"" + large), bytes("\"}\n")));
    assertThat(socket.next()).isEqualTo("{\"c\":\"" + large + "\"}\n");
    sink.end();
    assertThat(socket.next()).isEqualTo("closed 1000");
  }

  @Test
  void aClientThatLeavesEndsTheStreamAndTheConnection() throws Exception {
    Client socket = connect("/store/stream", ORIGIN);
    Response.Sink sink = sink();
    AtomicBoolean closed = new AtomicBoolean();
    sink.onClose(() -> closed.set(true));
    assertThat(closed).isFalse();
    socket.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await().untilTrue(closed);
    await().untilAsserted(() -> assertThat(edge.connections()).isZero());
  }

  @Test
  void whatTheClientSaysIsNotListenedTo() throws Exception {
    Client socket = connect("/store/stream", ORIGIN);
    Response.Sink sink = sink();
    socket.socket().sendText("hello", true).join();
    socket.socket().sendPing(ByteBuffer.wrap(bytes("?"))).join();
    assertThat(socket.next()).isEqualTo("pong ?");
    sink.write(List.of(bytes("still here\n")));
    assertThat(socket.next()).isEqualTo("still here\n");
  }

  @Test
  void aServerThatStopsEndsTheStreamInOrder() throws Exception {
    Client socket = connect("/store/stream", ORIGIN);
    sink().write(List.of(bytes("last\n")));
    stopped = true;
    edge.close();
    assertThat(socket.next()).isEqualTo("last\n");
    assertThat(socket.next()).isEqualTo("closed 1000");
  }

  @Test
  void theOneSubprotocolIsTaken() throws Exception {
    Client socket = connect("/store/stream", ORIGIN, "base64.binary.k8s.io");
    assertThat(socket.socket().getSubprotocol()).isEqualTo("base64.binary.k8s.io");
  }

  @Test
  void aTokenAmongTheSubprotocolsIsNeverSentBack() throws Exception {
    Client socket =
        connect("/store/stream", ORIGIN, WebSockets.BEARER_PREFIX + "dG9rZW4", "v5.channel.k8s.io");
    assertThat(socket.socket().getSubprotocol()).isEqualTo("v5.channel.k8s.io");
  }

  @Test
  void severalSubprotocolsAreABadRequest() {
    assertThat(refusal(ORIGIN, "a", "b")).isEqualTo(400);
  }

  @Test
  void aClientWithoutOriginIsForbidden() {
    assertThat(refusal(null)).isEqualTo(403);
    assertThat(refusal("no origin")).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-WebSocket-Version: 13, HTTP/1.1 400 Bad Request, mismatch challenge/response",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, HTTP/1.1 400 Bad Request, missing or bad WebSocket Version"
  })
  void aHandshakeThatLacksSomethingIsABadRequest(String header, String status, String why)
      throws Exception {
    try (SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      ask(socket, "/store/stream", header, "Origin: " + ORIGIN);
      List<String> answer = reader(socket).readAllLines();
      assertThat(answer.getFirst()).isEqualTo(status);
      assertThat(answer).contains("Connection: close", why);
    }
  }

  /// Kubernetes upgrades watches only.
  @Test
  void anAnswerThatIsNoStreamIsGivenAsUsualAndTheConnectionGoesOn() throws Exception {
    try (SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      BufferedReader reader = reader(socket);
      for (int i = 0; i < 2; i++) {
        ask(socket, "/store/nothing", "Sec-WebSocket-Version: 13", "Origin: " + ORIGIN);
        assertThat(reader.readLine()).isEqualTo("HTTP/1.1 200 OK");
        while (!reader.readLine().isEmpty()) {}
        char[] body = new char["nothing here".length()];
        assertThat(reader.read(body)).isEqualTo(body.length);
        assertThat(new String(body)).isEqualTo("nothing here");
      }
    }
  }

  private int refusal(@Nullable String origin, String... protocols) {
    WebSocketHandshakeException[] refused = new WebSocketHandshakeException[1];
    assertThatThrownBy(() -> connect("/store/stream", origin, protocols))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(WebSocketHandshakeException.class, failure -> refused[0] = failure);
    assertThat(handler.sinks).as("streams that were started").isEmpty();
    return refused[0].getResponse().statusCode();
  }

  private Client connect(String path, @Nullable String origin, String... protocols) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    if (origin != null) {
      builder.header("Origin", origin);
    }
    if (protocols.length > 0) {
      builder.subprotocols(
          protocols[0], List.of(protocols).subList(1, protocols.length).toArray(String[]::new));
    }
    ReceivedMessages received = new ReceivedMessages();
    URI uri = URI.create("wss://localhost:" + edge.port() + path);
    return new Client(builder.buildAsync(uri, received).join(), received);
  }

  private Response.Sink sink() {
    return await().until(handler.sinks::poll, Objects::nonNull);
  }

  private static void ask(SSLSocket socket, String path, String... headers) throws IOException {
    String head =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n";
    socket.getOutputStream().write(bytes(head));
  }

  private static BufferedReader reader(SSLSocket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Client(WebSocket socket, ReceivedMessages received) {
    String next() throws InterruptedException {
      return received.next();
    }
  }
}
