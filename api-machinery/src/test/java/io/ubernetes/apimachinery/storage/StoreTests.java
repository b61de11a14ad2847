package io.ubernetes.apimachinery.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.storage.Store.Entry;
import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Conflict;
import io.ubernetes.apimachinery.storage.Store.WriteResult.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What the tests of every [Store] need. Each test works under a prefix of its own, so that tests
/// may share what stands behind a store; compaction concerns all of it, and is safe since tests run
/// one after the other.
abstract class StoreTests {
  /// Long enough for two slow cores under load; nobody waits that long when all is well.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final AtomicInteger TESTS = new AtomicInteger();

  final String prefix = "/contract/" + TESTS.incrementAndGet() + "/";
  private final StoreSubject subject;
  private Store store;

  StoreTests(StoreSubject subject) {
    this.subject = subject;
  }

  @BeforeEach
  final void open() {
    store = subject.open();
  }

  @AfterEach
  final void close() {
    store.close();
    subject.close();
  }

  /// The store under test.
  final Store store() {
    return store;
  }

  final boolean knowsItsEnd() {
    return subject.knowsItsEnd();
  }

  /// Closes the store, restarts all that stands behind it, and opens it again over the same data.
  final Store restarted() {
    store.close();
    subject.restart();
    open();
    return store;
  }

  final long create(String key, String value) {
    return written(store().create(prefix + key, bytes(value)));
  }

  /// The entries under the prefix as `key=value@revision`.
  final List<String> state(long atRevision) {
    return texts(store().list(prefix, null, 0, atRevision).entries());
  }

  final List<String> texts(List<Entry> entries) {
    return entries.stream()
        .map(e -> e.key().substring(prefix.length()) + "=" + text(e.value()) + "@" + e.revision())
        .toList();
  }

  final void assertEntry(@Nullable Entry entry, String key, String value, long revision) {
    assertThat(Objects.requireNonNull(entry).key()).isEqualTo(prefix + key);
    assertThat(text(entry.value())).isEqualTo(value);
    assertThat(entry.revision()).isEqualTo(revision);
  }

  static void awaitEvents(RecordingWatcher watcher, int count) {
    eventually(() -> watcher.events().size() >= count);
    assertThat(watcher.events()).hasSize(count);
  }

  /// Waits until a condition holds.
  static void eventually(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(condition);
  }

  static long written(WriteResult result) {
    assertThat(result).isInstanceOf(Written.class);
    return ((Written) result).revision();
  }

  static Conflict conflict(WriteResult result) {
    assertThat(result).isInstanceOf(Conflict.class);
    return (Conflict) result;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static String text(byte @Nullable [] bytes) {
    return new String(Objects.requireNonNull(bytes), UTF_8);
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs a task for 0, 1, ... at the same time and returns what each returned.
  static <T> List<T> inParallel(int tasks, Task<T> task) {
    CountDownLatch together = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        int number = i;
        Callable<T> call =
            () -> {
              together.await();
              return task.run(number);
            };
        running.add(threads.submit(call));
      }
      together.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : running) {
        results.add(future.get());
      }
      return results;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// One of several tasks that run at the same time.
  interface Task<T> {
    T run(int number) throws Exception;
  }
}
