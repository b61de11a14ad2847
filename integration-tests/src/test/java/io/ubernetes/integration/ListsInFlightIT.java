package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.http.Footprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a list holds in memory while its client has read the beginning and takes no more.
final class ListsInFlightIT extends OnAFederation {

  private static final String SETS = "/apis/apps/v1/namespaces/default/replicasets";
  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final String METADATA =
      "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
  private static final int OBJECTS = 10_000;
  private static final int WRITERS = 32;
  private static final int LISTS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// The buffers of the client's side of each connection, which is in this process too, included.
  private static final long MOST_BYTES = 10_000_000;

  private static SSLContext tls;

  @BeforeAll
  static void fill() throws Exception {
    KubeconfigFile kubeconfig = KubeconfigFile.read(adminKubeconfig());
    tls = HttpsClient.tls(kubeconfig);
    List<Future<Integer>> writes = new ArrayList<>();
    try (TestRequests client = new TestRequests(kubeconfig, HttpClient.Version.HTTP_2);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
      for (int i = 0; i < OBJECTS; i++) {
        String manifest = manifest(i);
        writes.add(writers.submit(() -> client.post(SETS, manifest).status()));
      }
    }
    for (Future<Integer> write : writes) {
      assertThat(write.get()).isEqualTo(201);
    }
  }

  /// As the list says it, some 3.7 KB.
  private static String manifest(int i) {
    return """
    {"metadata":{"name":"set-%d","labels":{"half":"%d"},"annotations":{"filler":"%s"}},
     "spec":{"replicas":2,"selector":{"matchLabels":{"app":"set-%d"}},
     "template":{"metadata":{"labels":{"app":"set-%d"}},
     "spec":{"containers":[{"name":"web","image":"registry.example.com/web:1"}]}}}}
    """
        .formatted(i, i % 2, "x".repeat(2_400), i, i);
  }

  @ParameterizedTest
  @CsvSource({
    "'', application/json, 36",
    "?labelSelector=half%3D1, application/json, 18",
    "?limit=9000, application/json, 32",
    "'', " + TABLE + ", 24",
    "?includeObject=Object, " + TABLE + ", 36",
    "'', " + METADATA + ", 24"
  })
  void aListThatNobodyReadsHoldsLittle(String query, String accept, int megabytes)
      throws Exception {
    read(query, accept); // what the first one leaves, such as compiled code
    Footprint none = Footprint.now();
    List<ListInFlight> lists = new ArrayList<>();
    try {
      for (int i = 0; i < LISTS; i++) {
        lists.add(new ListInFlight(query, accept));
      }
      Footprint all = Footprint.now();
      long heap = (all.heapBytes() - none.heapBytes()) / LISTS;
      long direct = (all.directBytes() - none.directBytes()) / LISTS;
      System.out.println(
          accept + query + ": heap " + heap + ", direct " + direct + " bytes a list");
      assertThat(heap + direct).as("bytes a list").isLessThan(MOST_BYTES);
      // It was on its way all the while.
      assertThat(lists.getLast().rest()).isGreaterThan(megabytes * 1_000_000L);
    } finally {
      for (ListInFlight list : lists) {
        list.close();
      }
    }
    await().atMost(PATIENCE).until(() -> Footprint.now().directBytes() <= none.directBytes());
  }

  private static void read(String query, String accept) throws IOException {
    try (ListInFlight list = new ListInFlight(query, accept)) {
      assertThat(list.rest()).isPositive();
    }
  }

  /// One connection on which a list was asked for and the beginning of it was read.
  private static final class ListInFlight implements AutoCloseable {
    private static final int BEGINNING_BYTES = 16 * 1024;

    private final SSLSocket socket;
    private final InputStream in;

    ListInFlight(String query, String accept) throws IOException {
      URI url = URI.create(server.url());
      socket = (SSLSocket) tls.getSocketFactory().createSocket(url.getHost(), url.getPort());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      String request =
          "GET %s%s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\nConnection: close\r\n\r\n"
              .formatted(SETS, query, accept);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      in = socket.getInputStream();
      String beginning = new String(in.readNBytes(BEGINNING_BYTES), ISO_8859_1);
      assertThat(beginning).startsWith("HTTP/1.1 200 ");
    }

    /// How much follows until the end.
    long rest() throws IOException {
      return in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
