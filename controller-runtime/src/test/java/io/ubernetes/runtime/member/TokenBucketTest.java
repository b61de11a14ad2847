package io.ubernetes.runtime.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final TokenBucket bucket = new TokenBucket(10, 3, now::get);

  @Test
  void aBurstPassesAndThenEachWaitsForItsTurn() {
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(LONG)).isEqualTo(Duration.ZERO);
    }
    assertThat(bucket.take(LONG)).isEqualTo(Duration.ofMillis(100));
    assertThat(bucket.take(LONG)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aRestFillsTheBucketAgainButNeverBeyondTheBurst() {
    for (int i = 0; i < 3; i++) {
      bucket.take(LONG);
    }
    now.updateAndGet(at -> at.plusSeconds(100));
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(LONG)).isEqualTo(Duration.ZERO);
    }
    assertThat(bucket.take(LONG)).isPositive();
  }

  @Test
  void whoWillNotWaitSoLongTakesNothing() {
    for (int i = 0; i < 3; i++) {
      bucket.take(LONG);
    }
    assertThat(bucket.take(Duration.ofMillis(50))).isEqualTo(Duration.ofMillis(100));
    assertThat(bucket.take(LONG)).isEqualTo(Duration.ofMillis(100));
  }
}
