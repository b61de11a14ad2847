package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.history.HistoryCheck;
import io.ubernetes.apimachinery.history.RandomClient;
import io.ubernetes.apimachinery.history.Seen;
import io.ubernetes.apimachinery.history.Seen.Event;
import io.ubernetes.apimachinery.history.Transport;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.apimachinery.storage.etcd.EtcdProcess;
import io.ubernetes.apimachinery.storage.etcd.EtcdStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What many clients see over HTTPS while the API server and etcd are killed with `kill -9` and
/// started again is linearizable. `-Dhistory.rounds=N` kills more often.
final class KilledServerHistoryIT {
  private static final List<String> KEYS = List.of("a", "b", "c");
  private static final int CLIENTS = 6;
  private static final int ROUNDS = Integer.getInteger("history.rounds", 3);

  /// Things that are to be seen between two kills.
  private static final int SEEN_PER_ROUND = 150;

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration TIMEOUT = Duration.ofSeconds(40);

  @Test
  void everythingIsExplainedByOneOrderThoughServerAndStoreAreKilled(@TempDir Path folder)
      throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("seed: " + seed);
    Random random = new Random(seed);
    Queue<Seen> record = new ConcurrentLinkedQueue<>();
    try (EtcdProcess etcd = EtcdProcess.start();
        Gate gate = new Gate("127.0.0.1", URI.create(etcd.endpoint()).getPort());
        UbernetesProcess server =
            new UbernetesProcess(
                folder,
                "apiserver",
                "--data-dir",
                folder.resolve("data").toString(),
                "--port",
                Integer.toString(freePort()),
                "--etcd",
                "http://127.0.0.1:" + gate.port())) {
      server.awaitSaid("is ready", 1);
      KubeconfigFile kubeconfig = KubeconfigFile.read(folder.resolve("data/admin.kubeconfig"));
      AtomicBoolean done = new AtomicBoolean();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
          Https transport = new Https(kubeconfig)) {
        List<Future<?>> acting = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          RandomClient client =
              new RandomClient("c" + i, KEYS, new Random(random.nextLong()), transport, record);
          acting.add(
              threads.submit(() -> {
                while (!done.get()) {
                  client.act();
                }
                client.finish();
                return null;
              }));
        }
        try {
          disturb(etcd, gate, server, record);
        } finally {
          done.set(true);
        }
        for (Future<?> each : acting) {
          each.get();
        }
      }
      List<Event> truth = truth(etcd);
      System.out.println(truth.size() + " changes, " + record.size() + " things seen");
      assertThat(HistoryCheck.check(truth, List.copyOf(record))).as("seed %d", seed).isEmpty();
      assertThat(truth.size()).isGreaterThan(50);
    }
  }

  private static void disturb(
      EtcdProcess etcd, Gate gate, UbernetesProcess server, Queue<Seen> record) throws IOException {
    int starts = 1;
    for (int round = 0; round < ROUNDS; round++) {
      awaitMore(record);
      server.kill();
      server.restart();
      starts++;
      server.awaitSaid("is ready", starts);
      awaitMore(record);
      etcd.kill();
      etcd.restart();
      awaitMore(record);
      gate.shut();
      gate.open();
    }
    awaitMore(record);
  }

  private static void awaitMore(Queue<Seen> record) {
    int goal = record.size() + SEEN_PER_ROUND;
    await().atMost(PATIENCE).until(() -> record.size() >= goal);
  }

  private static List<Event> truth(EtcdProcess etcd) {
    Queue<Event> truth = new ConcurrentLinkedQueue<>();
    AtomicLong progress = new AtomicLong();
    Store.Watcher watcher =
        new Store.Watcher() {
          @Override
          public void onEvents(List<Store.Event> events) {
            events.stream()
                .filter(event -> KEYS.contains(RandomClient.nameOf(event.key())))
                .forEach(e -> truth.add(RandomClient.event(e.key(), e.value(), e.revision())));
          }

          @Override
          public void onProgress(long revision) {
            progress.set(revision);
          }

          @Override
          public void onError(StoreException error) {
            throw new AssertionError(error);
          }
        };
    try (EtcdStore store = EtcdStore.connect(etcd.endpoint());
        Store.Watch watch = store.watch("/registry/configmaps/default/", 1, watcher)) {
      long newest = store.currentRevision();
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> progress.get() >= newest);
      return List.copyOf(truth);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// One HTTP/2 connection, made anew when it is broken.
  private static final class Https implements Transport, AutoCloseable {
    private final KubeconfigFile kubeconfig;
    private final HttpClient client;

    Https(KubeconfigFile kubeconfig) throws Exception {
      this.kubeconfig = kubeconfig;
      this.client =
          HttpClient.newBuilder()
              .sslContext(HttpsClient.tls(kubeconfig))
              .connectTimeout(Duration.ofSeconds(5))
              .build();
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create(kubeconfig.server() + path));
    }

    @Override
    public Answer send(String method, String path, String body) throws IOException {
      HttpRequest request =
          request(path)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException(stopped);
      }
    }

    @Override
    public AutoCloseable watch(String path, Consumer<String> lines) throws IOException {
      try {
        HttpResponse<InputStream> response =
            client.send(request(path).GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
          throw new IOException("no watch: " + response.statusCode());
        }
        AtomicBoolean closed = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> read(response.body(), lines, closed));
        return () -> {
          closed.set(true);
          response.body().close();
          reader.join();
        };
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException(stopped);
      }
    }

    private static void read(InputStream body, Consumer<String> lines, AtomicBoolean closed) {
      try (var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
        for (String line = reader.readLine();
            line != null && !closed.get();
            line = reader.readLine()) {
          if (line.endsWith("}")) { // the last line of a stream that was cut is not all there
            lines.accept(line);
          }
        }
      } catch (IOException cut) {
        closed.set(true);
      }
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }
}
