package io.ubernetes.apimachinery.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.http.RawHttp2.Frame;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What HTTP/2 lets a hostile client do, and that others do not notice. Each ends with a request of
/// somebody else on the same event loop.
class Http2FloodTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final int STREAMS = 20;
  private static final int WINDOW = 65_535;

  /// More than any of the limits bears.
  private static final int FLOOD = 100_000;

  @SuppressWarnings("NullAway.Init")
  private static EventLoops loops;

  private final FakeHandler handler = new FakeHandler();

  @SuppressWarnings("NullAway.Init")
  private HttpEdge edge;

  @BeforeAll
  static void startLoops() {
    loops = EventLoops.start(1);
  }

  @AfterAll
  static void closeLoops() {
    loops.close();
  }

  @AfterEach
  void othersAreServedAndNothingIsLeft() throws Exception {
    handler.release.countDown();
    try (HttpClient client = Clients.client(HttpClient.Version.HTTP_2, AUTHORITY, null)) {
      assertThat(
              client
                  .send(Clients.request(edge, "/echo").build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    await().atMost(LONG).until(() -> edge.inFlight() == 0 && edge.load().bodyBytes() == 0);
    edge.close();
  }

  private void start(Duration body, Duration stall) throws IOException {
    start(LONG, body, stall);
  }

  private void start(Duration head, Duration body, Duration stall) throws IOException {
    edge =
        HttpEdge.start(
            loops,
            EdgeOptions.at("localhost", 0)
                .withMaxStreamsPerConnection(STREAMS)
                .withTimeouts(head, LONG, body, stall),
            AUTHORITY.issueServer(List.of()),
            handler);
  }

  private RawHttp2 connect() throws IOException {
    return new RawHttp2(edge, AUTHORITY).begin(WINDOW);
  }

  @Test
  void streamsThatAreResetAsSoonAsTheyAreOpenedEndTheConnection() throws Exception {
    start(LONG, LONG);
    try (RawHttp2 client = connect()) {
      int sent = 0;
      try {
        for (; sent < 1_000; sent++) {
          client.get(2 * sent + 1, "/wait");
          client.reset(2 * sent + 1);
        }
      } catch (IOException cut) {
        assertThat(sent).isPositive();
      }
      Frame end = client.readUntil(RawHttp2.GOAWAY);
      assertThat(end == null || end.error() == RawHttp2.ENHANCE_YOUR_CALM).isTrue();
      await().atMost(LONG).until(() -> edge.connections() == 0);
      assertThat(edge.inFlight()).isLessThan(1_000);
    }
  }

  @Test
  void moreStreamsThanAreAllowedAreRefused() throws Exception {
    start(LONG, LONG);
    try (RawHttp2 client = connect()) {
      for (int i = 0; i < 2 * STREAMS; i++) {
        client.get(2 * i + 1, "/wait");
      }
      await().atMost(LONG).until(() -> edge.inFlight() == STREAMS);
      assertThat(client.readUntil(RawHttp2.RST_STREAM)).isNotNull();
      assertThat(edge.inFlight()).isEqualTo(STREAMS);
    }
  }

  @Test
  void aHeadWithoutEndIsCutOff() throws Exception {
    start(LONG, LONG);
    try (RawHttp2 client = connect()) {
      byte[] head = RawHttp2.head("GET", "/echo");
      client.send(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, head);
      String field = "\u0000\u0003a-b" + (char) 100 + "x".repeat(100);
      byte[] fields = field.repeat(100).getBytes(US_ASCII);
      int sent = 0;
      try {
        for (; sent < FLOOD; sent++) {
          client.send(RawHttp2.CONTINUATION, 0, 1, fields);
        }
      } catch (IOException cut) {
        // as it shall be
      }
      assertThat(sent).isLessThan(FLOOD);
      await().atMost(LONG).until(() -> edge.connections() == 0);
    }
  }

  @Test
  void pingsWhoseAnswersNobodyReadsEndTheConnection() throws Exception {
    // Where both sides of a connection are full the kernel may stop carrying anything at all: then
    // it is the time without a request that ends it.
    start(Duration.ofSeconds(20), LONG, SHORT);
    Thread flood;
    try (RawHttp2 client = connect()) {
      await().atMost(LONG).until(() -> edge.connections() == 1);
      // The client need not be told that it was cut off, so another thread sends until it is.
      flood = Thread.ofPlatform().daemon().start(() -> pings(client));
      await().atMost(LONG).until(() -> edge.connections() == 0);
    }
    assertThat(flood.join(LONG)).isTrue();
  }

  private static void pings(RawHttp2 client) {
    try {
      while (true) {
        client.send(RawHttp2.PING, 0, 0, new byte[8]);
      }
    } catch (IOException cut) {
      // as it shall be
    }
  }

  @Test
  void anAnswerForWhichThereIsNeverRoomIsCutOff() throws Exception {
    start(LONG, SHORT);
    try (RawHttp2 client = new RawHttp2(edge, AUTHORITY).begin(0)) {
      client.send(
          RawHttp2.HEADERS,
          RawHttp2.END_HEADERS | RawHttp2.END_STREAM,
          1,
          RawHttp2.head("GET", "/memory/large?chunks=1000"));
      Frame end = client.readUntil(RawHttp2.RST_STREAM);
      assertThat(end == null || end.stream() == 1).isTrue();
    }
  }

  @Test
  void aBodyThatNeverEndsIsCutOff() throws Exception {
    start(SHORT, LONG);
    try (RawHttp2 client = connect()) {
      client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, RawHttp2.head("POST", "/echo"));
      client.send(RawHttp2.DATA, 0, 1, new byte[1_000]);
      Frame end = client.readUntil(RawHttp2.RST_STREAM);
      assertThat(end == null || end.stream() == 1).isTrue();
    }
  }
}
