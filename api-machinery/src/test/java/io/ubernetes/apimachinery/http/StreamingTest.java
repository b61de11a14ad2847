package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Streams: what is written arrives at once and in order, and ends as it should.
class StreamingTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Credential SERVER = AUTHORITY.issueServer(List.of());

  private final FakeHandler handler = new FakeHandler();
  private final EventLoops loops = EventLoops.start(2);
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    loops.close();
  }

  @ParameterizedTest
  @CsvSource({"HTTP_1_1,/memory", "HTTP_1_1,/store", "HTTP_2,/memory", "HTTP_2,/store"})
  void eachChunkArrivesBeforeTheNextIsWritten(HttpClient.Version version, String place)
      throws Exception {
    HttpEdge edge = start(options());
    HttpResponse<InputStream> answer = stream(client(version), edge, place + "/stream");
    Response.Sink sink = sink();
    AtomicBoolean closed = new AtomicBoolean();
    sink.onClose(() -> closed.set(true));

    try (BufferedReader reader = reader(answer)) {
      for (int i = 0; i < 5; i++) {
        sink.write(List.of(bytes("event "), bytes(i + "\n")));
        assertThat(reader.readLine()).isEqualTo("event " + i);
      }
      assertThat(closed).isFalse();
      sink.write(List.of(bytes("last\n")));
      sink.end();
      assertThat(reader.readLine()).isEqualTo("last");
      assertThat(reader.readLine()).isNull();
    }
    await().untilTrue(closed);
    assertThat(sink.write(List.of(bytes("too late")))).isZero();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whatManyThreadsWriteArrivesWholeAndInEachOnesOrder(HttpClient.Version version)
      throws Exception {
    HttpEdge edge = start(options());
    HttpResponse<InputStream> answer = stream(client(version), edge, "/stream");
    Response.Sink sink = sink();
    int writers = 4;
    int each = 5_000;

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        all.add(
            threads.submit(() -> {
              for (int i = 0; i < each; i++) {
                sink.write(List.of(bytes(writer + " " + i + " " + "x".repeat(i % 300) + "\n")));
              }
            }));
      }
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(() -> {
            all.forEach(StreamingTest::join);
            sink.end();
          });
      int[] next = new int[writers];
      try (BufferedReader reader = reader(answer)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          String[] parts = line.split(" ", -1);
          int writer = Integer.parseInt(parts[0]);
          assertThat(Integer.parseInt(parts[1])).isEqualTo(next[writer]);
          assertThat(parts[2]).hasSize(next[writer] % 300);
          next[writer]++;
        }
      }
      end.join();
      assertThat(next).containsOnly(each);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void theProducerLearnsThatTheQueueIsEmptyAndThatTheClientHasGone(HttpClient.Version version)
      throws Exception {
    HttpEdge edge = start(options());
    HttpResponse<InputStream> answer = stream(client(version), edge, "/stream");
    Response.Sink sink = sink();
    AtomicInteger drained = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    sink.onDrain(drained::incrementAndGet);
    sink.onClose(closed::incrementAndGet);

    long queued = sink.write(List.of(bytes("a".repeat(1000))));

    assertThat(queued).isEqualTo(1000);
    await().untilAsserted(() -> assertThat(drained).hasValue(1));
    answer.body().close();
    await().untilAsserted(() -> assertThat(closed).hasValue(1));
    sink.onClose(closed::incrementAndGet);
    assertThat(closed).hasValue(2);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void anAbortedStreamIsSeenToBeIncomplete(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options());
    HttpResponse<InputStream> answer = stream(client(version), edge, "/stream");
    Response.Sink sink = sink();
    sink.write(List.of(bytes("one\n")));
    InputStream in = answer.body();
    assertThat(in.readNBytes(4)).isEqualTo(bytes("one\n"));

    sink.abort();

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
  }

  @Test
  void aThousandStreamsRunOnOneConnection() throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(HttpClient.Version.HTTP_2);
    List<CompletableFuture<HttpResponse<InputStream>>> answers = new ArrayList<>();
    answers.add(CompletableFuture.completedFuture(stream(client, edge, "/stream")));
    for (int i = 1; i < 1_000; i++) {
      answers.add(
          client.sendAsync(
              Clients.request(edge, i % 2 == 0 ? "/memory/stream" : "/stream").build(),
              BodyHandlers.ofInputStream()));
    }
    for (CompletableFuture<HttpResponse<InputStream>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
    await().until(() -> handler.sinks.size() == 1_000);
    assertThat(edge.connections()).isEqualTo(1);

    int number = 0;
    for (Response.Sink sink : handler.sinks) {
      sink.write(List.of(bytes(number++ + "\n")));
      sink.end();
    }
    List<Integer> seen = new ArrayList<>();
    for (CompletableFuture<HttpResponse<InputStream>> answer : answers) {
      try (BufferedReader reader = reader(answer.get())) {
        seen.add(Integer.parseInt(reader.readLine()));
      }
    }
    assertThat(seen).hasSize(1_000).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aReaderThatStopsIsCutOffAndKeepsLittleMemory(HttpClient.Version version) throws Exception {
    HttpEdge edge = start(options().withTimeouts(MINUTE, MINUTE, MINUTE, Duration.ofMillis(500)));
    HttpResponse<InputStream> answer = stream(client(version), edge, "/stream");
    Response.Sink sink = sink();
    AtomicBoolean closed = new AtomicBoolean();
    sink.onClose(() -> closed.set(true));
    byte[] chunk = new byte[100_000];
    long bound = 1_000_000;
    AtomicLong written = new AtomicLong();
    // As a producer does that keeps its bound: what the buffers between here and there take is
    // given to them, until they are full.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> {
          long queued = 0;
          while (queued < bound && !closed.get()) {
            queued = sink.write(List.of(chunk));
            written.addAndGet(chunk.length);
          }
          return closed.get();
        });

    assertThat(written.get()).isLessThan(200_000_000);
    answer.body().close();
    await().until(() -> edge.load().bodyBytes() == 0);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aQuietStreamIsNotTakenForAnIdleConnection(HttpClient.Version version) throws Exception {
    Duration short_ = Duration.ofMillis(200);
    HttpEdge edge = start(options().withTimeouts(short_, short_, short_, short_));
    HttpResponse<InputStream> answer = stream(client(version), edge, "/stream");
    Response.Sink sink = sink();
    try (SSLSocket idle = Clients.socket(edge, AUTHORITY)) {
      // That it is closed shows that the timeouts are at work, and have passed for the stream too.
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }
    try (SSLSocket idle = Clients.socket(edge, AUTHORITY)) {
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
    }

    sink.write(List.of(bytes("still here\n")));
    sink.end();

    try (BufferedReader reader = reader(answer)) {
      assertThat(reader.readLine()).isEqualTo("still here");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void atTheEndStreamsEndInOrderAndWhatIsInProgressIsFinished(HttpClient.Version version)
      throws Exception {
    HttpEdge edge = start(options());
    HttpClient client = client(version);
    HttpResponse<InputStream> answer = stream(client, edge, "/stream");
    sink().write(List.of(bytes("one\n")));
    CompletableFuture<HttpResponse<String>> inProgress =
        client.sendAsync(Clients.request(edge, "/wait").build(), BodyHandlers.ofString());
    await().until(() -> edge.inFlight() == 1);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(edge::close);
    open.remove(edge);
    try (BufferedReader reader = reader(answer)) {
      assertThat(reader.readLine()).isEqualTo("one");
      assertThat(reader.readLine()).isNull();
    }
    handler.release.countDown();

    assertThat(inProgress.get().body()).isEqualTo("released");
    closing.get();
    await().until(() -> edge.connections() == 0);
  }

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static void join(Future<?> task) {
    try {
      task.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpEdge start(EdgeOptions options) throws IOException {
    HttpEdge edge = HttpEdge.start(loops, options, SERVER, handler);
    open.add(edge);
    return edge;
  }

  private static EdgeOptions options() {
    return EdgeOptions.at("localhost", 0);
  }

  private HttpClient client(HttpClient.Version version) {
    HttpClient client = Clients.client(version, AUTHORITY, null);
    open.add(client::shutdownNow);
    return client;
  }

  private static HttpResponse<InputStream> stream(HttpClient client, HttpEdge edge, String path)
      throws IOException, InterruptedException {
    return client.send(Clients.request(edge, path).build(), BodyHandlers.ofInputStream());
  }

  private Response.Sink sink() {
    await().until(() -> !handler.sinks.isEmpty());
    return handler.sinks.element();
  }

  private static BufferedReader reader(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
