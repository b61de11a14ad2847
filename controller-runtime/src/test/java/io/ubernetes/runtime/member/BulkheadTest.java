package io.ubernetes.runtime.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.runtime.Sleeper;
import io.ubernetes.runtime.client.ApiClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BulkheadTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<Duration> slept = new ArrayList<>();

  @Test
  void callsThatGotNoAnswerOpenItAndTheRefusalSaysWhenToCome() {
    Bulkhead bulkhead = bulkhead(4, 100, 100, Duration.ofSeconds(1));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> bulkhead.call(BulkheadTest::unreachable))
          .isInstanceOf(ApiClientException.class);
    }

    ApiClientException e =
        catchThrowableOfType(ApiClientException.class, () -> bulkhead.call(() -> "answer"));

    assertThat(e.reason()).isEqualTo(ApiClientException.CIRCUIT_OPEN);
    assertThat(e.isUnreachable()).isTrue();
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(bulkhead.isReachable()).isFalse();
    now.updateAndGet(at -> at.plusSeconds(1));
    assertThat(bulkhead.<String>call(() -> "answer")).isEqualTo("answer");
    assertThat(bulkhead.isReachable()).isTrue();
  }

  @Test
  void aRefusalByTheServerIsAnAnswer() {
    Bulkhead bulkhead = bulkhead(4, 100, 100, Duration.ofSeconds(1));
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() ->
              bulkhead.call(() -> {
                throw ApiClientException.refused(409, "Conflict", "no", null);
              }))
          .isInstanceOf(ApiClientException.class);
    }
    assertThat(bulkhead.isReachable()).isTrue();
  }

  @Test
  void whenAllSlotsAreTakenACallIsRefusedAfterItsTime() throws InterruptedException {
    Bulkhead bulkhead = bulkhead(1, 100, 100, Duration.ofMillis(20));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread holder =
        Thread.ofVirtual()
            .start(() ->
                bulkhead.call(() -> {
                  inside.countDown();
                  awaitQuietly(goOn);
                  return "slow";
                }));
    inside.await();

    ApiClientException e =
        catchThrowableOfType(ApiClientException.class, () -> bulkhead.call(() -> "quick"));
    assertThat(e.isTooBusy()).isTrue();
    assertThat(e.isUnreachable()).isFalse();
    goOn.countDown();
    holder.join();
    assertThat(bulkhead.<String>call(() -> "quick")).isEqualTo("quick");
    assertThat(bulkhead.metrics().underWay()).isZero();
  }

  @Test
  void callsBeyondTheRateWaitForTheirTurn() {
    Bulkhead bulkhead = bulkhead(4, 10, 2, Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      bulkhead.call(() -> "answer");
    }
    assertThat(slept).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @Test
  void aProbeThatIsBrokenOffHereDecidesNothing() {
    Bulkhead bulkhead = bulkhead(4, 100, 100, Duration.ofSeconds(1));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> bulkhead.call(BulkheadTest::unreachable))
          .isInstanceOf(ApiClientException.class);
    }
    now.updateAndGet(at -> at.plusSeconds(1));
    assertThatThrownBy(() ->
            bulkhead.call(() -> {
              throw new IllegalStateException("by the test");
            }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(bulkhead.<String>call(() -> "answer")).isEqualTo("answer");
  }

  private Bulkhead bulkhead(int slots, double qps, int burst, Duration queueTimeout) {
    BulkheadSettings settings =
        new BulkheadSettings(
            slots, queueTimeout, qps, burst, 2, Duration.ofSeconds(1), Duration.ofSeconds(30));
    Sleeper sleeper = slept::add;
    return new Bulkhead("m", settings, (InstantSource) now::get, sleeper);
  }

  private static String unreachable() {
    throw ApiClientException.noAnswer(ApiClientException.UNREACHABLE, "away", null);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
