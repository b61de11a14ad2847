package io.ubernetes.runtime.member;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Allows so many calls a second, and a burst after a rest. A call that comes too soon is told how
/// long to wait, and its place is kept. Guarded by its own monitor.
final class TokenBucket {

  private final double perNano;
  private final int burst;
  private final InstantSource clock;
  private double tokens;
  private Instant last;

  TokenBucket(double qps, int burst, InstantSource clock) {
    this.perNano = qps / 1e9;
    this.burst = burst;
    this.clock = clock;
    this.tokens = burst;
    this.last = clock.instant();
  }

  /// Takes a token, of the future if need be.
  ///
  /// @return how long to wait until it is there; zero when it is there already. When that would be
  ///   longer than the limit, no token is taken, and the answer is longer than the limit.
  synchronized Duration take(Duration limit) {
    Instant now = clock.instant();
    double elapsed = Math.max(0, Duration.between(last, now).toNanos());
    tokens = Math.min(burst, tokens + elapsed * perNano);
    last = now;
    Duration wait =
        tokens >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
    if (wait.compareTo(limit) <= 0) {
      tokens -= 1;
    }
    return wait;
  }
}
