package io.ubernetes.runtime.member;

import java.time.Duration;

/// How much may be asked of one member, and when it is left alone.
///
/// @param concurrency calls that may be under way at once
/// @param queueTimeout how long a call waits for its turn before it is refused as too busy
/// @param qps calls a second in the long run
/// @param burst calls that may be made at once after a rest
/// @param failuresToOpen calls in a row that got no answer, after which no more are made for a
///   while
/// @param firstPause how long the first while is; it doubles with each probe that fails
/// @param longestPause beyond which it does not double
public record BulkheadSettings(
    int concurrency,
    Duration queueTimeout,
    double qps,
    int burst,
    int failuresToOpen,
    Duration firstPause,
    Duration longestPause) {

  /// Twice what client-go gives the controllers of a large cluster; a member's own priority and
  /// fairness answers 429 to what it cannot bear.
  public static final BulkheadSettings DEFAULT =
      new BulkheadSettings(
          64, Duration.ofSeconds(10), 500, 1000, 5, Duration.ofSeconds(1), Duration.ofSeconds(30));

  public BulkheadSettings {
    if (concurrency < 1 || qps <= 0 || burst < 1 || failuresToOpen < 1) {
      throw new IllegalArgumentException("the limits of a bulkhead are positive");
    }
  }
}
