package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.integration.TestRequests.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// A watcher that does not read is cut off, and nobody else notices.
final class SlowWatcherIT extends OnAFederation {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int CHANGES = 500;
  private static final int BYTES = 100_000;

  @Test
  void whoDoesNotReadIsCutOffAndOthersGetEveryChange() throws Exception {
    KubeconfigFile kubeconfig = KubeconfigFile.read(adminKubeconfig());
    try (TestRequests client = new TestRequests(kubeconfig, HttpClient.Version.HTTP_2);
        SSLSocket idle = watchWithoutReading(kubeconfig)) {
      Answer created = client.post(MAPS, "{\"metadata\":{\"name\":\"large\"}}");
      assertThat(created.status()).isEqualTo(201);
      AtomicInteger seen = new AtomicInteger();
      try (InputStream events = watch(client, created.text("metadata", "resourceVersion"))) {
        Thread reader = Thread.ofVirtual().start(() -> count(events, seen));
        String filler = "x".repeat(BYTES);
        for (int i = 0; i < CHANGES; i++) {
          assertThat(change(client, i + filler)).isEqualTo(200);
        }
        await().atMost(PATIENCE).until(() -> seen.get() == CHANGES);
        assertThat(reader.isAlive()).isTrue();
      }
      assertThat(rest(idle.getInputStream())).isLessThan((long) CHANGES * BYTES);
    }
  }

  private static SSLSocket watchWithoutReading(KubeconfigFile kubeconfig) throws Exception {
    URI server = URI.create(kubeconfig.server());
    SSLSocket socket =
        (SSLSocket)
            HttpsClient.tls(kubeconfig)
                .getSocketFactory()
                .createSocket(server.getHost(), server.getPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    String request =
        "GET " + MAPS + "?watch=true HTTP/1.1\r\nHost: " + server.getHost() + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
        .isEqualTo("HTTP/1.1 200");
    return socket;
  }

  private static InputStream watch(TestRequests client, String version) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(client.uri("https", MAPS + "?watch=true&resourceVersion=" + version))
            .build();
    return client.client().send(request, BodyHandlers.ofInputStream()).body();
  }

  private static void count(InputStream events, AtomicInteger seen) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(events, UTF_8))) {
      while (lines.readLine() != null) {
        seen.incrementAndGet();
      }
    } catch (IOException closed) {
      assertThat(seen.get()).as("when the test closed it").isEqualTo(CHANGES);
    }
  }

  private static int change(TestRequests client, String value) {
    return client
        .send(
            "PATCH",
            MAPS + "/large",
            "{\"data\":{\"v\":\"" + value + "\"}}",
            "Content-Type",
            "application/merge-patch+json")
        .status();
  }

  /// How much comes until the server's end of the connection; it ends in whatever way.
  private static long rest(InputStream in) {
    byte[] buffer = new byte[64 * 1024];
    long bytes = 0;
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        bytes += read;
      }
    } catch (IOException cut) {
      assertThat(cut).isNotInstanceOf(java.net.SocketTimeoutException.class);
    }
    return bytes;
  }
}
