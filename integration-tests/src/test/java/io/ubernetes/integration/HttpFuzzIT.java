package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.federation.apiserver.FederationServer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that are wrong in all kinds of ways never make the server fail, and never leave a
/// connection without an answer or an end. `-Dfuzz.seed=N` repeats a run, `-Dfuzz.requests=N` makes
/// it longer.
final class HttpFuzzIT {

  private static final int REQUESTS = Integer.getInteger("fuzz.requests", 2000);
  private static final int CONNECTIONS = 8;

  /// A watch ends after a second; whatever takes this long is stuck, however slow the machine is.
  private static final int STUCK_MILLIS = 60_000;

  private static final String STUCK = "stuck";

  @TempDir private static Path data;
  private static FederationServer server;
  private static SSLContext tls;

  @BeforeAll
  static void serve() throws Exception {
    server = FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()));
    tls = HttpsClient.tls(KubeconfigFile.read(data.resolve("admin.kubeconfig")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void noRequestMakesTheServerFailOrHang() throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("fuzz.seed=" + seed);
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
    assertThat(answer(plain("/readyz"))).startsWith("HTTP/1.1 200 OK");
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
