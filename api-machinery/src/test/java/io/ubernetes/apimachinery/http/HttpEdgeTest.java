package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import io.ubernetes.model.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class HttpEdgeTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Credential SERVER = AUTHORITY.issueServer(List.of());

  @SuppressWarnings("NullAway.Init")
  private static EventLoops loops;

  private final FakeHandler handler = new FakeHandler();
  private final List<HttpEdge> edges = new ArrayList<>();
  private final List<HttpClient> clients = new ArrayList<>();

  @BeforeAll
  static void startLoops() {
    loops = EventLoops.start(2);
  }

  @AfterAll
  static void closeLoops() {
    loops.close();
  }

  @AfterEach
  void close() {
    handler.release.countDown();
    clients.forEach(HttpClient::shutdownNow);
    edges.forEach(HttpEdge::close);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aRequestReachesTheHandlerAsItWasSent(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpRequest request =
        Clients.request(edge, "/a%2Fb/echo?x=1&x=a+b%20c&s=a;b&empty")
            .header("X-Some", "one")
            .header("X-Some", "two")
            .method("PATCH", BodyPublishers.ofString("hello"))
            .build();

    HttpResponse<String> answer = client(version, null).send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(version);
    ObjectNode seen = json(answer);
    assertThat(Json.text(seen, "method")).isEqualTo("PATCH");
    assertThat(Json.text(seen, "path")).isEqualTo("/a%2Fb/echo");
    assertThat(seen.get("query")).hasToString("{\"x\":[\"1\",\"a b c\"],\"empty\":[\"\"]}");
    assertThat(seen.get("headers").get("x-some")).hasToString("[\"one\",\"two\"]");
    assertThat(Json.text(seen, "body")).isEqualTo("hello");
    assertThat(seen.has("peer")).isFalse();
    assertThat(answer.headers().firstValue("date")).isPresent();
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-cache, private");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void onlyAnswersFromMemoryAreGivenOnTheEventLoop(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version, null);

    assertThat(json(get(client, edge, "/memory/echo")).get("virtual").asBoolean()).isFalse();
    assertThat(json(get(client, edge, "/store/echo")).get("virtual").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aCertificateOfAnyAuthorityPassesTheHandshake(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    Credential ours = AUTHORITY.issueClient("jane", List.of("devs", "ops"));
    Credential foreign =
        CertificateAuthority.ephemeral(InstantSource.system()).issueClient("eve", List.of());

    assertThat(Json.text(json(get(client(version, ours), edge, "/echo")), "peer"))
        .contains("CN=jane")
        .contains("O=devs")
        .contains("O=ops");
    assertThat(Json.text(json(get(client(version, foreign), edge, "/memory/echo")), "peer"))
        .isEqualTo("CN=eve");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aLargeAnswerOfManyChunksArrivesWhole(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());

    for (String path : List.of("/memory/large?chunks=10000", "/store/large?chunks=10000")) {
      HttpResponse<byte[]> answer =
          client(version, null)
              .send(Clients.request(edge, path).build(), BodyHandlers.ofByteArray());

      assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(33_000_000);
      assertThat(answer.body()).isEqualTo(FakeHandler.joined(FakeHandler.large(10_000, 3_300)));
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void manyLargeAnswersLeaveNoMemoryBehind(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version, null);
    long before = directMemory();

    for (int i = 0; i < 6; i++) {
      get(client, edge, "/memory/large?chunks=10000");
      // Half read and then left: what was written for it must be given back too.
      try (InputStream half =
          client
              .send(
                  Clients.request(edge, "/memory/large?chunks=10000").build(),
                  BodyHandlers.ofInputStream())
              .body()) {
        assertThat(half.readNBytes(1_000_000)).hasSize(1_000_000);
      }
    }

    await().untilAsserted(() -> assertThat(directMemory() - before).isLessThan(40_000_000));
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aLargeAnswerOfOneChunkArrivesWhole(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());

    HttpResponse<String> answer =
        get(client(version, null), edge, "/memory/one-chunk?bytes=5000000");

    assertThat(answer.body()).hasSize(5_000_000);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void largeAnswersAreCompressedForClientsThatAcceptIt(HttpClient.Version version)
      throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version, null);

    for (String place : List.of("/memory", "/store")) {
      HttpResponse<byte[]> large = getGzip(client, edge, place + "/large?chunks=100");
      HttpResponse<byte[]> small = getGzip(client, edge, place + "/large?chunks=39");

      assertThat(large.headers().firstValue("content-encoding")).hasValue("gzip");
      assertThat(large.headers().firstValue("vary")).hasValue("Accept-Encoding");
      assertThat(large.body().length).isLessThan(100_000);
      try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(large.body()))) {
        assertThat(in.readAllBytes()).isEqualTo(FakeHandler.joined(FakeHandler.large(100, 3_300)));
      }
      assertThat(small.headers().firstValue("content-encoding")).isEmpty();
      assertThat(small.body()).hasSize(39 * 3_300);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aBodyOfExactlyTheLimitIsTakenAndOneByteMoreIsRefused(HttpClient.Version version)
      throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version, null);
    int limit = edge.options().maxBodyBytes();

    assertThat(json(post(client, edge, new byte[limit], false)).get("length").asInt())
        .isEqualTo(limit);
    for (boolean chunked : new boolean[] {false, true}) {
      for (int tooMuch : new int[] {limit + 1, 3 * limit}) {
        HttpResponse<String> refused = post(client, edge, new byte[tooMuch], chunked);

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(json(refused))
            .hasToString(
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                    + "\"message\":\"Request entity too large: limit is 3145728\","
                    + "\"reason\":\"RequestEntityTooLarge\",\"code\":413}");
      }
    }
    await().untilAsserted(() -> assertThat(edge.load().bodyBytes()).isZero());
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aClientThatAsksBeforeSendingIsToldToGoOn(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpRequest request =
        Clients.request(edge, "/echo")
            .expectContinue(true)
            .POST(BodyPublishers.ofByteArray(new byte[100_000]))
            .build();

    HttpResponse<String> answer = client(version, null).send(request, BodyHandlers.ofString());

    assertThat(json(answer).get("length").asInt()).isEqualTo(100_000);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void moreRequestsThanTheLimitAreToldToComeAgain(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options().withMaxInFlight(2));
    HttpClient client = client(version, null);
    HttpRequest waiting = Clients.request(edge, "/wait").build();
    List<CompletableFuture<HttpResponse<String>>> both =
        List.of(
            client.sendAsync(waiting, BodyHandlers.ofString()),
            client.sendAsync(waiting, BodyHandlers.ofString()));
    await().until(() -> edge.inFlight() == 2);

    HttpResponse<String> refused = get(client, edge, "/echo");
    HttpResponse<String> fromMemory = get(client, edge, "/memory/echo");
    HttpResponse<String> health = get(client, edge, "/first/echo");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    assertThat(Json.text(json(refused), "reason")).isEqualTo("TooManyRequests");
    assertThat(fromMemory.statusCode()).isEqualTo(200);
    handler.release.countDown();
    for (CompletableFuture<HttpResponse<String>> one : both) {
      assertThat(one.get().body()).isEqualTo("released");
    }
    await().until(() -> edge.inFlight() == 0);
    assertThat(get(client, edge, "/echo").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aRequestThatTakesTooLongIsToldSoAndItsAnswerIsForNobody(HttpClient.Version version)
      throws Exception {
    HttpEdge edge = start(options().withRequestTimeout(Duration.ofMillis(300)));
    HttpClient client = client(version, null);

    HttpResponse<String> late = get(client, edge, "/wait");

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(Json.text(json(late), "reason")).isEqualTo("Timeout");
    assertThat(Json.text(json(late), "message"))
        .isEqualTo("Timeout: request did not complete within the allotted timeout");
    assertThat(edge.inFlight()).as("it counts as long as it runs").isEqualTo(1);
    handler.release.countDown();
    await().until(() -> edge.inFlight() == 0);
    assertThat(get(client, edge, "/echo").statusCode()).isEqualTo(200);
  }

  @Test
  void aRequestIsGivenUpWhenItsClientNoLongerWaits() throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(HttpClient.Version.HTTP_2, null);

    HttpResponse<String> late = get(client, edge, "/wait?patienceMillis=200");

    assertThat(late.statusCode()).isEqualTo(504);
    handler.release.countDown();
    assertThat(get(client, edge, "/echo?patienceMillis=60000").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aHandlerIsToldThatTheClientHasGone(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version, null);
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(Clients.request(edge, "/departure").build(), BodyHandlers.ofString());
    await().until(() -> edge.inFlight() == 1);
    assertThat(handler.departed.getCount()).isEqualTo(1);

    waiting.cancel(true);

    await().until(() -> handler.departed.getCount() == 0);
    handler.release.countDown();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aHandlerThatFailsIsAnInternalError(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());

    HttpResponse<String> answer = get(client(version, null), edge, "/fail");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(Json.text(json(answer), "reason")).isEqualTo("InternalError");
    assertThat(answer.body()).doesNotContain("on purpose");
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void headAndOptionsReachTheHandler(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version, null);

    HttpResponse<String> head =
        client.send(Clients.request(edge, "/echo").HEAD().build(), BodyHandlers.ofString());
    HttpResponse<String> options =
        client.send(
            Clients.request(edge, "/echo").method("OPTIONS", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("content-length").orElseThrow()).isPositive();
    assertThat(Json.text(json(options), "method")).isEqualTo("OPTIONS");
    assertThat(get(client, edge, "/echo").statusCode()).isEqualTo(200);
  }

  @Test
  void aPathWithABrokenEscapeIsABadRequest() throws Exception {
    HttpEdge edge = start(options());

    assertThat(rawStatus(edge, "GET /a%zz HTTP/1.1\r\nHost: x\r\n\r\n"))
        .isEqualTo("HTTP/1.1 400 Bad Request");
    assertThat(rawStatus(edge, "GET https://host/echo HTTP/1.1\r\nHost: x\r\n\r\n"))
        .isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void anEndlessUrlOrHeaderIsRefused() throws Exception {
    HttpEdge edge = start(options());
    // No more than the server reads before it closes, so that the answer is not lost.
    String much = "x".repeat(128 * 1024 + 10);

    assertThat(rawStatus(edge, "GET /" + much + " HTTP/1.1\r\nHost: x\r\n\r\n")).contains(" 414 ");
    assertThat(rawStatus(edge, "GET / HTTP/1.1\r\nHost: x\r\nX: " + much + "\r\n\r\n"))
        .contains(" 431 ");
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws Exception {
    HttpEdge first = start(options());
    String message =
        "cannot listen on localhost:" + first.port() + ": the address is already in use";

    assertThatThrownBy(() -> start(EdgeOptions.at("localhost", first.port())))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
    try (EventLoops others = EventLoops.start(1)) {
      assertThatThrownBy(() ->
              HttpEdge.start(others, EdgeOptions.at("localhost", first.port()), SERVER, handler))
          .isInstanceOf(IOException.class)
          .hasMessage(message);
    }
  }

  @Test
  void twoEdgesOfTheSameLoopsAreApart() throws Exception {
    HttpEdge first = start(options());
    HttpEdge second = start(options());

    first.close();
    edges.remove(first);

    assertThat(second.port()).isNotEqualTo(first.port());
    HttpClient client = client(HttpClient.Version.HTTP_2, null);
    assertThat(get(client, second, "/echo").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> get(client, first, "/echo")).isInstanceOf(IOException.class);
    HttpEdge again = start(EdgeOptions.at("localhost", first.port()));
    assertThat(again.port()).isEqualTo(first.port());
  }

  @Test
  void aRenewedCertificateIsUsedForNewConnections() throws Exception {
    HttpEdge edge = start(options());
    Credential renewed = AUTHORITY.issueServer(List.of());

    edge.use(renewed);

    try (var socket = Clients.socket(edge, AUTHORITY)) {
      assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(renewed.certificate());
    }
  }

  @Test
  void connectionsAboveTheLimitAreClosed() throws Exception {
    HttpEdge edge = start(options().withMaxConnections(2));
    try (var first = Clients.socket(edge, AUTHORITY);
        var second = Clients.socket(edge, AUTHORITY)) {
      await().until(() -> edge.connections() == 2);
      try (var third = Clients.socket(edge, AUTHORITY)) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(rawStatus(first, "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")).contains("200");
      assertThat(rawStatus(second, "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n")).contains("200");
    }
    await().until(() -> edge.connections() == 0);
  }

  private HttpEdge start(EdgeOptions options) throws IOException {
    HttpEdge edge = HttpEdge.start(loops, options, SERVER, handler);
    edges.add(edge);
    return edge;
  }

  private static EdgeOptions options() {
    return EdgeOptions.at("localhost", 0);
  }

  private HttpClient client(HttpClient.Version version, @Nullable Credential own) {
    HttpClient client = Clients.client(version, AUTHORITY, own);
    clients.add(client);
    return client;
  }

  private static HttpResponse<String> get(HttpClient client, HttpEdge edge, String path)
      throws IOException, InterruptedException {
    return client.send(Clients.request(edge, path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<byte[]> getGzip(HttpClient client, HttpEdge edge, String path)
      throws IOException, InterruptedException {
    return client.send(
        Clients.request(edge, path).header("Accept-Encoding", "deflate, gzip").build(),
        BodyHandlers.ofByteArray());
  }

  private static HttpResponse<String> post(
      HttpClient client, HttpEdge edge, byte[] body, boolean chunked)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        chunked
            ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : BodyPublishers.ofByteArray(body);
    return client.send(
        Clients.request(edge, "/echo").POST(publisher).build(), BodyHandlers.ofString());
  }

  private static String rawStatus(HttpEdge edge, String request) throws IOException {
    try (var socket = Clients.socket(edge, AUTHORITY)) {
      return rawStatus(socket, request);
    }
  }

  private static String rawStatus(javax.net.ssl.SSLSocket socket, String request)
      throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c != '\r' && c >= 0; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  private static ObjectNode json(HttpResponse<String> answer) {
    return Json.parseObject(answer.body().getBytes(StandardCharsets.UTF_8));
  }
}
