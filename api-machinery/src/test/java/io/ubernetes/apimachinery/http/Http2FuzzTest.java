package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Connections that send HTTP/2 frames at random: of any type and length, for any stream, valid
/// requests and nonsense among each other. `-Dfuzz.seed=N` sends the same again, and
/// `-Dfuzz.orderly=N` begins each connection with up to N requests that make sense.
class Http2FuzzTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CONNECTIONS = 300;
  private static final int AT_ONCE = 8;
  private static final int FRAMES = 60;

  /// How many frames of a connection make sense, at most.
  private static final int ORDERLY = Integer.getInteger("fuzz.orderly", 0);

  /// For each connection: less than one that is forgotten; more than what code that is compiled
  /// meanwhile takes.
  private static final long KEPT_BYTES = 4096;

  @SuppressWarnings("NullAway.Init")
  private static EventLoops loops;

  private final FakeHandler handler = new FakeHandler();

  @SuppressWarnings("NullAway.Init")
  private HttpEdge edge;

  @BeforeAll
  static void startLoops() {
    loops = EventLoops.start(2);
  }

  @AfterAll
  static void closeLoops() {
    loops.close();
  }

  @Test
  void noFramesMakeTheServerFailOrKeepAnything() throws Exception {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("fuzz.seed=" + seed);
    edge =
        HttpEdge.start(
            loops,
            EdgeOptions.at("localhost", 0)
                .withTimeouts(PATIENCE, PATIENCE, Duration.ofSeconds(2), Duration.ofSeconds(2)),
            AUTHORITY.issueServer(List.of()),
            handler);
    handler.release.countDown();
    try {
      long unused = Footprint.now().directBytes();
      fuzz(seed - CONNECTIONS, CONNECTIONS); // what is kept for good is kept by now
      settle();
      Footprint before = Footprint.now();

      fuzz(seed, CONNECTIONS);
      settle();

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            Footprint after = Footprint.now();
            assertThat(after.heapBytes()).isLessThan(before.heapBytes() + CONNECTIONS * KEPT_BYTES);
            assertThat(after.directBytes()).isLessThanOrEqualTo(unused);
            assertThat(after.openFiles()).isLessThanOrEqualTo(before.openFiles());
          });
    } finally {
      edge.close();
    }
  }

  private void fuzz(long seed, int connections) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> all =
          IntStream.range(0, connections)
              .<Future<?>>mapToObj(i -> threads.submit(() -> talk(new Random(seed + i))))
              .toList();
      for (Future<?> each : all) {
        each.get();
      }
    }
  }

  /// The server may end the connection at any frame.
  private void talk(Random random) {
    try (RawHttp2 client = new RawHttp2(edge, AUTHORITY)) {
      if (random.nextInt(10) > 0) {
        client.begin(random.nextInt(100_000));
      }
      int orderly = random.nextInt(1 + ORDERLY);
      for (int i = 0; i < FRAMES; i++) {
        if (i < orderly) {
          request(client, 2 * i + 1, random);
        } else {
          frame(client, random);
        }
      }
    } catch (IOException ended) {
      return;
    }
  }

  /// A new request, or the end of an old one: nonsense alone seldom gets as far.
  private static void request(RawHttp2 client, int stream, Random random) throws IOException {
    switch (random.nextInt(6)) {
      case 0, 1 -> client.get(stream, "/echo");
      case 2 -> client.get(stream, "/large?chunks=" + random.nextInt(50));
      case 3 -> {
        client.get(stream, "/large?chunks=50");
        client.reset(stream);
      }
      default -> {
        client.send(RawHttp2.HEADERS, RawHttp2.END_HEADERS, stream, RawHttp2.head("POST", "/echo"));
        client.send(RawHttp2.DATA, random.nextInt(2), stream, bytes(random, 1_000));
      }
    }
  }

  private static void frame(RawHttp2 client, Random random) throws IOException {
    int stream = 2 * random.nextInt(20) + (random.nextInt(20) == 0 ? 0 : 1);
    switch (random.nextInt(6)) {
      case 0 ->
          client.get(stream, List.of("/echo", "/large?chunks=50", "/x").get(random.nextInt(3)));
      case 1 -> client.reset(stream);
      case 2 -> {
        int flags = RawHttp2.END_HEADERS;
        client.send(RawHttp2.HEADERS, flags, stream, RawHttp2.head("POST", "/echo"));
        client.send(RawHttp2.DATA, random.nextInt(2), stream, bytes(random, 1_000));
      }
      case 3 -> client.send(RawHttp2.SETTINGS, 0, 0, bytes(random, 60));
      case 4 -> client.send(random.nextInt(12), random.nextInt(256), stream, bytes(random, 100));
      default -> {
        byte[] broken = RawHttp2.head("GET", "/echo");
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
        client.send(RawHttp2.HEADERS, random.nextInt(256), stream, broken);
      }
    }
  }

  private static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// Nothing is left of all connections, and somebody else is served.
  private void settle() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(edge.inFlight()).as("requests").isZero();
          assertThat(edge.load().bodyBytes()).as("bytes of bodies").isZero();
          assertThat(edge.connections()).as("connections").isZero();
        });
    try (HttpClient client = Clients.client(HttpClient.Version.HTTP_2, AUTHORITY, null)) {
      assertThat(
              client
                  .send(Clients.request(edge, "/echo").build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    await().atMost(PATIENCE).until(() -> edge.connections() == 0);
  }
}
