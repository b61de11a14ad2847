package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Clients that send or read too slowly, on purpose or not.
class SlowClientTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(300);

  @SuppressWarnings("NullAway.Init")
  private static EventLoops loops;

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
  void close() {
    edge.close();
  }

  @Test
  void aHeadThatComesInDropsIsCutOff() throws Exception {
    start(SHORT, LONG, LONG, LONG);
    try (SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      send(socket, "GET /echo HTTP/1.1\r\n");

      // Each drop would put off a timeout that only looks at silence.
      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(30))
          .until(() -> !canSend(socket, "X-Drop: 1\r\n"));
    }
    await().until(() -> edge.connections() == 0);
  }

  @Test
  void aBodyThatComesInDropsIsCutOff() throws Exception {
    start(LONG, LONG, SHORT, LONG);
    try (SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      send(socket, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");

      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(30))
          .until(() -> !canSend(socket, "x"));
    }
    await().until(() -> edge.load().bodyBytes() == 0);
  }

  @Test
  void aConnectionThatIsNoLongerUsedIsClosed() throws Exception {
    start(LONG, SHORT, LONG, LONG);
    try (SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      send(socket, "GET /memory/none HTTP/1.1\r\nHost: x\r\n\r\n");

      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(all).startsWith("HTTP/1.1 200 OK\r\n").endsWith("nothing here");
    }
  }

  @Test
  void aLargeAnswerThatNobodyReadsIsCutOff() throws Exception {
    start(LONG, LONG, LONG, SHORT);
    try (SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      send(socket, "GET /memory/large?chunks=10000 HTTP/1.1\r\nHost: x\r\n\r\n");

      await().until(() -> edge.connections() == 0);
    }
  }

  @Test
  void aClientThatNeverBeginsTheHandshakeHoldsUpNobody() throws Exception {
    start(LONG, LONG, LONG, LONG);
    try (Socket silent = new Socket("localhost", edge.port());
        SSLSocket socket = Clients.socket(edge, AUTHORITY)) {
      send(socket, "GET /memory/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .endsWith("nothing here");
      assertThat(silent.isConnected()).isTrue();
    }
  }

  private void start(Duration head, Duration idle, Duration body, Duration stall)
      throws IOException {
    edge =
        HttpEdge.start(
            loops,
            EdgeOptions.at("localhost", 0).withTimeouts(head, idle, body, stall),
            AUTHORITY.issueServer(List.of()),
            new FakeHandler());
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static boolean canSend(SSLSocket socket, String text) {
    try {
      send(socket, text);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
