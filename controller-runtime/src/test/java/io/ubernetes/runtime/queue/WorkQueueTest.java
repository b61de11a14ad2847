package io.ubernetes.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final WorkQueue<String> queue =
      new WorkQueue<>(
          "test",
          new Backoff(Duration.ofMillis(5), Duration.ofSeconds(1), 0),
          (InstantSource) now::get,
          new Random(1));

  @Test
  void aKeyWaitsOnceHoweverOftenItIsAdded() {
    queue.add("a");
    queue.add("a");

    assertThat(queue.poll()).contains("a");
    assertThat(queue.poll()).isEmpty();
  }

  @Test
  void keysComeInTheOrderInWhichTheyWereAdded() {
    List.of("c", "a", "b", "a").forEach(queue::add);

    assertThat(drain()).containsExactly("c", "a", "b");
  }

  @Test
  void aKeyThatIsBeingWorkedOnIsHandedOutAgainOnlyWhenItIsDone() {
    queue.add("a");
    assertThat(queue.poll()).contains("a");
    queue.add("a");
    queue.add("b");

    assertThat(queue.poll()).contains("b");
    assertThat(queue.poll()).isEmpty();
    queue.done("a");
    assertThat(queue.poll()).contains("a");
  }

  @Test
  void aKeyThatWasNotAddedMeanwhileIsGoneWhenItIsDone() {
    queue.add("a");
    queue.poll();
    queue.done("a");

    assertThat(queue.poll()).isEmpty();
    assertThat(queue.keys()).isEmpty();
  }

  @Test
  void aDelayedKeyComesWhenItIsDueAndNotBefore() {
    queue.addAfter("a", Duration.ofSeconds(2));
    queue.addAfter("b", Duration.ofSeconds(1));

    assertThat(queue.poll()).isEmpty();
    pass(Duration.ofMillis(1500));
    assertThat(drain()).containsExactly("b");
    pass(Duration.ofMillis(500));
    assertThat(drain()).containsExactly("a");
  }

  @Test
  void ofSeveralTimesTheEarliestCounts() {
    queue.addAfter("a", Duration.ofSeconds(5));
    queue.addAfter("a", Duration.ofSeconds(1));
    queue.addAfter("a", Duration.ofSeconds(9));

    pass(Duration.ofSeconds(1));
    assertThat(drain()).containsExactly("a");
    pass(Duration.ofSeconds(20));
    assertThat(drain()).isEmpty();
  }

  @Test
  void anAddReplacesTheTimeThatWasSet() {
    queue.addAfter("a", Duration.ofSeconds(5));
    queue.add("a");

    assertThat(drain()).containsExactly("a");
    pass(Duration.ofSeconds(20));
    assertThat(drain()).isEmpty();
  }

  @Test
  void failuresWaitTwiceAsLongEachTimeUntilTheyAreForgotten() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      queue.addRateLimited("a");
      waits.add(untilDue());
    }
    assertThat(waits).containsExactly(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L);
    assertThat(queue.failures("a")).isEqualTo(10);

    queue.forget("a");
    queue.addRateLimited("a");
    assertThat(untilDue()).isEqualTo(5);
  }

  @Test
  void aClosedQueueHandsOutNothingAndTakesNothing() throws InterruptedException {
    queue.add("a");
    queue.addAfter("b", Duration.ofSeconds(1));
    queue.close();
    queue.add("c");

    assertThat(queue.take()).isEmpty();
    assertThat(queue.poll()).isEmpty();
    assertThat(queue.keys()).isEmpty();
  }

  @Test
  void aWaitingWorkerIsWokenByTheClose() throws InterruptedException {
    AtomicReference<String> got = new AtomicReference<>("nothing yet");
    Thread worker =
        Thread.ofVirtual()
            .start(() -> {
              try {
                got.set(queue.take().orElse("closed"));
              } catch (InterruptedException e) {
                got.set("interrupted");
              }
            });
    queue.close();
    worker.join();

    assertThat(got).hasValue("closed");
  }

  @Test
  void idleIsWhenAllThatWasHandedOutIsDone() throws InterruptedException {
    queue.add("a");
    queue.poll();
    assertThat(queue.awaitIdle(Duration.ofMillis(1))).isFalse();

    queue.done("a");
    assertThat(queue.awaitIdle(Duration.ofMillis(1))).isTrue();
  }

  @Test
  void theMetricsTellWhatWaitsAndHowLongItWaited() {
    queue.add("a");
    queue.add("b");
    queue.addAfter("c", Duration.ofHours(1));
    pass(Duration.ofSeconds(3));
    queue.poll();
    pass(Duration.ofSeconds(4));

    QueueMetrics metrics = queue.metrics();
    assertThat(metrics.depth()).isEqualTo(1);
    assertThat(metrics.delayed()).isEqualTo(1);
    assertThat(metrics.processing()).isEqualTo(1);
    assertThat(metrics.adds()).isEqualTo(2);
    assertThat(metrics.totalLatency()).isEqualTo(Duration.ofSeconds(3));
    assertThat(metrics.longestRunning()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void manyWorkersNeverShareAKeyAndLoseNoAdd() throws InterruptedException {
    WorkQueue<Integer> shared = new WorkQueue<>("stress");
    int keys = 20;
    int addsPerThread = 5_000;
    Map<Integer, Integer> inWork = new ConcurrentHashMap<>();
    AtomicInteger overlaps = new AtomicInteger();
    int[] version = new int[keys]; // written by adders under the key's monitor
    int[] seen = new int[keys]; // the version that the last reconcile saw
    Object[] monitors = new Object[keys];
    for (int i = 0; i < keys; i++) {
      monitors[i] = new Object();
    }
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      workers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (var key = shared.take(); key.isPresent(); key = shared.take()) {
                    int k = key.get();
                    if (inWork.put(k, k) != null) {
                      overlaps.incrementAndGet();
                    }
                    synchronized (monitors[k]) {
                      seen[k] = version[k];
                    }
                    inWork.remove(k);
                    shared.done(k);
                  }
                } catch (InterruptedException e) {
                  overlaps.incrementAndGet();
                }
              }));
    }
    List<Thread> adders = new ArrayList<>();
    for (int a = 0; a < 4; a++) {
      Random random = new Random(a);
      adders.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < addsPerThread; i++) {
                  int k = random.nextInt(keys);
                  synchronized (monitors[k]) {
                    version[k]++;
                  }
                  if (i % 7 == 0) {
                    shared.addAfter(k, Duration.ofNanos(random.nextInt(1_000_000)));
                  } else {
                    shared.add(k);
                  }
                }
              }));
    }
    for (Thread adder : adders) {
      adder.join();
    }
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> shared.keys().isEmpty());
    shared.close();
    for (Thread worker : workers) {
      worker.join();
    }

    assertThat(overlaps).hasValue(0);
    assertThat(seen).isEqualTo(version);
  }

  private List<String> drain() {
    List<String> keys = new ArrayList<>();
    for (var key = queue.poll(); key.isPresent(); key = queue.poll()) {
      keys.add(key.get());
      queue.done(key.get());
    }
    return keys;
  }

  private long untilDue() {
    long waited = 0;
    while (drain().isEmpty()) {
      pass(Duration.ofMillis(1));
      waited++;
    }
    return waited;
  }

  private void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }
}
