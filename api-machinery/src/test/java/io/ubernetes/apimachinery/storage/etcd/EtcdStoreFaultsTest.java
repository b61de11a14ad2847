package io.ubernetes.apimachinery.storage.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.ubernetes.apimachinery.storage.RecordingWatcher;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.Store.Event;
import io.ubernetes.apimachinery.storage.Store.Watch;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What goes wrong around an etcd store: killed, frozen and missing members, and what other clients
/// of the same etcd may do.
class EtcdStoreFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// The longest that a call may take, with room for a slow machine.
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final EtcdProcess etcd = EtcdProcess.start();
  private final EtcdStore store = EtcdStore.connect(etcd.endpoint());

  @AfterEach
  void stop() {
    store.close();
    etcd.close();
  }

  @Test
  void killingEtcdLosesNoAcknowledgedWriteAndNoWatchedChange() throws Exception {
    Map<String, Long> acknowledged = new ConcurrentSkipListMap<>();
    ConcurrentLinkedQueue<String> unknown = new ConcurrentLinkedQueue<>();
    RecordingWatcher watcher = new RecordingWatcher();
    AtomicBoolean done = new AtomicBoolean();
    try (Watch watch = store.watch("/", store.currentRevision(), watcher);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String prefix = "/" + i + "/";
        writers.add(threads.submit(() -> writeUntil(done, prefix, acknowledged, unknown)));
      }
      try {
        for (int round = 1; round <= 3; round++) {
          int goal = acknowledged.size() + 300;
          await().atMost(PATIENCE).until(() -> acknowledged.size() >= goal);
          etcd.kill();
          etcd.restart();
        }
        int goal = acknowledged.size() + 300;
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= goal);
      } finally {
        done.set(true);
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      long newest = store.currentRevision();
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= newest);
    }

    Map<String, Long> kept = new TreeMap<>();
    store.list("/", null, 0, 0).entries().forEach(e -> kept.put(e.key(), e.revision()));
    assertThat(kept).containsAllEntriesOf(acknowledged);
    kept.keySet().removeAll(acknowledged.keySet());
    assertThat(unknown).containsAll(kept.keySet());
    kept.putAll(acknowledged);
    Map<String, Long> watched = new TreeMap<>();
    watcher.events().forEach(event -> watched.put(event.key(), event.revision()));
    assertThat(watched).isEqualTo(kept);
    assertThat(watcher.events()).hasSize(kept.size());
    assertThat(watcher.error()).isNull();
  }

  private void writeUntil(
      AtomicBoolean done,
      String prefix,
      Map<String, Long> acknowledged,
      ConcurrentLinkedQueue<String> unknown) {
    for (int i = 0; !done.get(); i++) {
      String key = prefix + i;
      try {
        acknowledged.put(key, written(store.create(key, key.getBytes(UTF_8))));
      } catch (StoreException e) {
        unknown.add(key);
      }
    }
  }

  @Test
  void anEtcdThatIsNotThereIsAClearExceptionInBoundedTime() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String endpoint = "http://127.0.0.1:" + port;

    long began = System.nanoTime();
    assertThatThrownBy(() -> EtcdStore.connect(endpoint))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("etcd does not answer at " + endpoint)
        .hasMessageContaining("Connection refused");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
  }

  @Test
  void aReadWaitsForAnEtcdThatRestarts() throws Exception {
    long revision = written(store.create("/a", new byte[1]));
    etcd.kill();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> read = threads.submit(() -> store.get("/a").orElseThrow().revision());
      etcd.restart();
      assertThat(read.get()).isEqualTo(revision);
    }
  }

  @Test
  void aWriteThatFailedWhileEtcdWasAwayIsNotMadeLater() {
    written(store.create("/a", new byte[1]));
    etcd.kill();
    long began = System.nanoTime();
    assertThatThrownBy(() -> store.create("/b", new byte[1])).isInstanceOf(StoreException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);

    etcd.restart();

    written(store.create("/c", new byte[1]));
    assertThat(store.list("/", null, 0, 0).entries())
        .extracting(Store.Entry::key)
        .containsExactly("/a", "/c");
  }

  @Test
  void anEtcdThatHangsFailsCallsInBoundedTimeAndIsFoundAgain() throws Exception {
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store.watch("/", store.currentRevision(), watcher)) {
      long first = written(store.create("/a", new byte[1]));
      etcd.freeze();
      long began = System.nanoTime();
      assertThatThrownBy(() -> store.update("/a", new byte[2], first))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> store.get("/a")).isInstanceOf(StoreException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND.multipliedBy(2));
      etcd.thaw();
      long last = written(store.create("/b", new byte[1]));
      await().atMost(PATIENCE).until(() -> watcher.lastRevision() >= last);
      assertThat(watcher.events().getLast().key()).isEqualTo("/b");
    }
  }

  @Test
  void oneMemberThatIsAwayDoesNotMatter() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    RecordingWatcher watcher = new RecordingWatcher();
    try (EtcdStore both = EtcdStore.connect("http://127.0.0.1:" + port + "," + etcd.endpoint());
        Watch watch = both.watch("/", both.currentRevision(), watcher)) {
      for (int i = 0; i < 20; i++) {
        written(both.create("/" + i, new byte[1]));
      }
      long newest = both.currentRevision();
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= newest);
    }
    assertThat(watcher.events()).hasSize(20);
  }

  @Test
  void aTransactionOfAnotherClientArrivesInOnePiece() {
    List<List<Event>> batches = new ArrayList<>();
    RecordingWatcher watcher = new RecordingWatcher();
    Store.Watcher batching =
        new Store.Watcher() {
          @Override
          public synchronized void onEvents(List<Event> events) {
            batches.add(events);
          }

          @Override
          public void onProgress(long revision) {
            watcher.onProgress(revision);
          }

          @Override
          public void onError(StoreException error) {
            watcher.onError(error);
          }
        };
    try (Connection client = Connection.open(Endpoints.parse(etcd.endpoint()), null);
        Watch watch = store.watch("/", store.currentRevision(), batching)) {
      // With the values before them, 100 of 10 kB are more than etcd sends at once.
      putTogether(client, 100, 10_000);
      putTogether(client, 100, 10_000);
      long newest = store.currentRevision();
      watch.requestProgress();
      await().atMost(PATIENCE).until(() -> watcher.progress() >= newest);
    }
    Map<Long, Integer> changesByRevision = new TreeMap<>();
    for (List<Event> batch : batches) {
      for (Event event : batch) {
        changesByRevision.merge(event.revision(), 1, Integer::sum);
      }
      long revisions = batch.stream().mapToLong(Event::revision).distinct().count();
      assertThat(batch).hasSize((int) (100 * revisions));
    }
    assertThat(changesByRevision.values()).containsExactly(100, 100);
  }

  @Test
  void aWatchThatCatchesUpWithManyMegabytesGetsThemAll() {
    long start = store.currentRevision();
    byte[] value = new byte[1_000_000];
    long revision = written(store.create("/a", value));
    for (int i = 0; i < 80; i++) {
      revision = written(store.update("/a", value, revision));
    }
    long last = revision;
    RecordingWatcher watcher = new RecordingWatcher();
    try (Watch _ = store.watch("/", start, watcher)) {
      await().atMost(PATIENCE).until(() -> watcher.lastRevision() == last);
    }
    assertThat(watcher.events()).hasSize(81);
    assertThat(watcher.error()).isNull();
  }

  private static void putTogether(Connection client, int keys, int bytes) {
    TxnRequest.Builder request = TxnRequest.newBuilder();
    for (int i = 0; i < keys; i++) {
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8("/" + i))
              .setValue(ByteString.copyFrom(new byte[bytes]))
              .build();
      request.addSuccess(RequestOp.newBuilder().setRequestPut(put));
    }
    client.write(KVGrpc.getTxnMethod(), request.build());
  }

  private static long written(Store.WriteResult result) {
    assertThat(result).isInstanceOf(Written.class);
    return ((Written) result).revision();
  }
}
