package io.ubernetes.runtime.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final CircuitBreaker breaker =
      new CircuitBreaker(
          new BulkheadSettings(
              1, Duration.ofSeconds(1), 1, 1, 3, Duration.ofSeconds(1), Duration.ofSeconds(3)),
          now::get);

  @Test
  void itOpensAfterSoManyCallsInARowWithoutAnswer() {
    fail(2);
    breaker.answered();
    fail(2);
    assertThat(breaker.allows()).isTrue();
    breaker.unanswered();

    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.remaining()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void afterThePauseASingleProbePasses() {
    fail(3);
    pass(1);

    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isFalse();
    breaker.answered();
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void eachProbeThatFailsDoublesThePauseUpToTheLongest() {
    fail(3);
    for (int pause : new int[] {1, 2, 3, 3}) {
      assertThat(breaker.remaining()).isEqualTo(Duration.ofSeconds(pause));
      pass(pause);
      assertThat(breaker.allows()).isTrue();
      breaker.unanswered();
    }
  }

  @Test
  void aProbeThatWasNotMadeLeavesRoomForAnother() {
    fail(3);
    pass(1);
    assertThat(breaker.allows()).isTrue();
    breaker.abandoned();

    assertThat(breaker.allows()).isTrue();
  }

  @Test
  void aLateFailureOfAnOldCallDoesNotProlongThePause() {
    fail(3);
    breaker.unanswered();
    pass(1);

    assertThat(breaker.allows()).isTrue();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(breaker.allows()).isTrue();
      breaker.unanswered();
    }
  }

  private void pass(int seconds) {
    now.updateAndGet(at -> at.plusSeconds(seconds));
  }
}
