package io.ubernetes.apimachinery.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
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
/// requests and nonsense among each other. `-Dfuzz.seed=N` sends the same again.
class Http2FuzzTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.ephemeral(InstantSource.system());
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int CONNECTIONS = 300;
  private static final int AT_ONCE = 8;
  private static final int FRAMES = 60;
  private static final int MEGABYTE = 1 << 20;

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
      fuzz(seed - CONNECTIONS, CONNECTIONS); // what is kept for good is kept by now
      settle();
      long files = openFiles();
      long heap = usedHeap();
      long direct = directBytes();

      fuzz(seed, CONNECTIONS);
      settle();

      await().atMost(PATIENCE).until(() -> openFiles() <= files + 5);
      await().atMost(PATIENCE).until(() -> usedHeap() < heap + 4 * MEGABYTE);
      assertThat(directBytes()).isLessThan(direct + 16 * MEGABYTE);
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
      for (int i = 0; i < FRAMES; i++) {
        frame(client, random);
      }
    } catch (IOException ended) {
      return;
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
        .until(
            () -> edge.connections() == 0 && edge.inFlight() == 0 && edge.load().bodyBytes() == 0);
    try (HttpClient client = Clients.client(HttpClient.Version.HTTP_2, AUTHORITY, null)) {
      assertThat(
              client
                  .send(Clients.request(edge, "/echo").build(), BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    await().atMost(PATIENCE).until(() -> edge.connections() == 0);
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
