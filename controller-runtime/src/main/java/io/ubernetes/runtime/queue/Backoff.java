package io.ubernetes.runtime.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Waiting times that double from failure to failure.
///
/// @param first after the first failure
/// @param max never longer than that, before the jitter
/// @param jitter up to this share of the wait is added at random, so that what failed together does
///   not come back together
public record Backoff(Duration first, Duration max, double jitter) {

  /// As client-go's work queues, but with a maximum at which a member that returns is met soon.
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(5), Duration.ofMinutes(1), 0.1);

  private static final int MAX_DOUBLINGS = 40;

  public Backoff {
    if (first.isNegative() || first.isZero() || max.compareTo(first) < 0 || jitter < 0) {
      throw new IllegalArgumentException("a backoff needs 0 < first <= max and jitter >= 0");
    }
  }

  /// The wait after that many failures in a row (1 or more).
  public Duration after(int failures, RandomGenerator random) {
    int doublings = Math.clamp(failures - 1L, 0, MAX_DOUBLINGS);
    double nanos = Math.min(first.toNanos() * Math.pow(2, doublings), (double) max.toNanos());
    return Duration.ofNanos((long) (nanos * (1 + jitter * random.nextDouble())));
  }
}
