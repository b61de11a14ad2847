package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.http.Footprint;
import io.ubernetes.federation.apiserver.FederationServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that are wrong in all kinds of ways never make the server fail, and never leave a
/// connection without an answer or an end, nor anything in memory. `-Dfuzz.seed=N` repeats a run,
/// `-Dfuzz.requests=N` makes it longer.
final class HttpFuzzIT {

  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1500);
  private static final int CONNECTIONS = 8;

  /// A watch ends after a second; whatever takes this long is stuck, however slow the machine is.
  private static final int STUCK_MILLIS = 60_000;

  private static final String STUCK = "stuck";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// For each request: less than the smallest thing that could be forgotten for each of them, more
  /// than what code that is compiled meanwhile takes.
  private static final long KEPT_BYTES = 512;

  /// A change that the watch cache remembers, and the object of some 500 bytes that it replaced.
  private static final long CHANGE_BYTES = 4096;

  @TempDir private static Path data;
  private static FederationServer server;
  private static SSLContext tls;

  @BeforeAll
  static void serve() throws Exception {
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    tls = HttpsClient.tls(KubeconfigFile.read(data.resolve("admin.kubeconfig")));
    // Else the client in this process would keep the sessions of the last 20,000 connections.
    tls.getClientSessionContext().setSessionCacheSize(1);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// What a request leaves for good, such as a series of metrics for the kind that it names, is
  /// left when it comes for the first time. What the same requests leave when they come again is
  /// kept for every request there will ever be, but for the changes that the watch cache remembers,
  /// of which there are only so many.
  @Test
  void noRequestMakesTheServerFailOrHangOrKeepAnything() throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("fuzz.seed=" + seed);
    ServerGauges idle = gauges();
    long unused = Footprint.now().directBytes();
    fuzz(seed);
    awaitEnd(idle);
    Footprint before = Footprint.now();
    long written = revision();

    fuzz(seed);
    awaitEnd(idle);

    written = revision() - written;
    assertThat(written).as("changes of objects").isPositive();
    long heap = before.heapBytes() + REQUESTS * KEPT_BYTES + written * CHANGE_BYTES;
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Footprint after = Footprint.now();
          assertThat(after.heapBytes()).isLessThan(heap);
          assertThat(after.directBytes()).isLessThanOrEqualTo(unused);
          assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles());
        });
    assertThat(answer(plain("/readyz"))).startsWith("HTTP/1.1 200 OK");
  }

  /// Waits until the server does no more than when it had just started, and nobody is connected.
  private static void awaitEnd(ServerGauges idle) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(gauges()).isEqualTo(idle));
  }

  private static ServerGauges gauges() throws IOException {
    return ServerGauges.read(answer(plain("/metrics")));
  }

  private static long revision() throws IOException {
    String list = answer(plain("/api/v1/namespaces?limit=1"));
    Matcher version =
        Pattern.compile("\"metadata\":\\{\"resourceVersion\":\"(\\d+)\"").matcher(list);
    assertThat(version.find()).as(list).isTrue();
    return Long.parseLong(version.group(1));
  }

  private static void fuzz(long seed) throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int i = 0; i < REQUESTS; i++) {
        long own = seed + i;
        answers.add(clients.submit(() -> answer(new FuzzedRequest(own).bytes())));
      }
    }
    int answered = 0;
    for (int i = 0; i < REQUESTS; i++) {
      String answer = answers.get(i).get();
      long own = seed + i;
      assertThat(answer)
          .as(() -> "the request was\n" + text(own))
          .matches(text -> !isFailure(text), "no failure of the server")
          .isNotEqualTo(STUCK);
      answered += answer.startsWith("HTTP/1.1 ") ? 1 : 0;
    }
    assertThat(answered).as("requests that got an answer").isGreaterThan(REQUESTS / 2);
  }

  /// Kubernetes itself answers 500 to some mistakes of clients, such as a resourceVersion that is
  /// no number, and says which. What the server did not expect looks otherwise.
  private static boolean isFailure(String answer) {
    if (!answer.startsWith("HTTP/1.1 5")) {
      return false;
    }
    int end = answer.indexOf("\r\n\r\n");
    String body = end < 0 ? "" : answer.substring(end).strip();
    boolean head = body.isEmpty();
    return !head
        && (!body.contains("Status")
            || body.contains("see the log of the server")
            || body.contains("the request could not be handled"));
  }

  private static String text(long seed) {
    return new String(new FuzzedRequest(seed).bytes(), ISO_8859_1);
  }

  private static byte[] plain(String path) {
    return ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  /// All that the server sends before it closes the connection; empty when it closes it at once, as
  /// it may when a request is no HTTP.
  private static String answer(byte[] request) throws IOException {
    URI url = URI.create(server.url());
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(STUCK_MILLIS);
      socket.getOutputStream().write(request);
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketTimeoutException stuck) {
      return STUCK;
    } catch (IOException closed) {
      return "";
    }
  }
}
