package io.ubernetes.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.queue.Backoff;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ControllerTest {

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
  }

  private final WorkQueue<String> queue =
      new WorkQueue<>(
          "test",
          new Backoff(Duration.ofMillis(1), Duration.ofMillis(10), 0),
          InstantSource.system(),
          new Random(1));
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();

  @Test
  void everyKeyIsReconciledOnceForOneAdd() {
    try (Controller<String> controller = controller(key -> Result.DONE)) {
      queue.add("a");
      queue.add("b");

      await().until(() -> controller.metrics().reconciles() == 2);
      assertThat(calls).containsExactlyInAnyOrderEntriesOf(Map.of("a", 1, "b", 1));
    }
  }

  @Test
  void aFailureIsTriedAgainUntilItSucceeds() {
    try (Controller<String> controller =
        controller(key -> {
          if (calls.getOrDefault(key, 0) < 4) {
            throw new IllegalStateException("by the test");
          }
          return Result.DONE;
        })) {
      queue.add("a");

      await().until(() -> controller.metrics().reconciles() == 4);
      assertThat(controller.metrics().failures()).isEqualTo(3);
      await().until(() -> queue.failures("a") == 0);
    }
  }

  @Test
  void aConflictIsTriedAgainAndIsNoFailure() {
    try (Controller<String> controller =
        controller(key -> {
          if (calls.getOrDefault(key, 0) < 2) {
            throw ApiClientException.refused(409, "Conflict", "modified", null);
          }
          return Result.DONE;
        })) {
      queue.add("a");

      await().until(() -> controller.metrics().reconciles() == 2);
      assertThat(controller.metrics().conflicts()).isEqualTo(1);
      assertThat(controller.metrics().failures()).isZero();
    }
  }

  @Test
  void aKeyComesBackAfterTheTimeThatTheReconcilerNamed() {
    try (Controller<String> controller =
        controller(key ->
            calls.getOrDefault(key, 0) < 3
                ? Result.requeueAfter(Duration.ofMillis(5))
                : Result.DONE)) {
      queue.add("a");

      await().until(() -> controller.metrics().reconciles() == 3);
    }
  }

  @Test
  void evenAnErrorDoesNotEndAWorker() {
    try (Controller<String> controller =
        controller(key -> {
          if (calls.getOrDefault(key, 0) < 2) {
            throw new StackOverflowError("by the test");
          }
          return Result.DONE;
        })) {
      queue.add("a");

      await().until(() -> controller.metrics().reconciles() == 2);
    }
  }

  @Test
  void closeWaitsForWhatIsUnderWay() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    Controller<String> controller =
        controller(key -> {
          begun.countDown();
          goOn.await();
          ended.set(true);
          return Result.DONE;
        });
    queue.add("a");
    begun.await();
    Thread closer = Thread.ofVirtual().start(controller::close);
    goOn.countDown();
    closer.join();

    assertThat(ended).isTrue();
  }

  private Controller<String> controller(Reconciler<String> reconciler) {
    return new Controller<>(
            "test",
            queue,
            key -> {
              calls.merge(key, 1, Integer::sum);
              return reconciler.reconcile(key);
            },
            2)
        .start();
  }
}
