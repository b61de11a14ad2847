package io.ubernetes.simulator;

import java.time.Duration;

/// How a cluster's endpoint misbehaves.
public sealed interface Fault {

  /// It does not.
  Fault NONE = new None();

  record None() implements Fault {}

  /// Every request waits before it is answered; watches that run are not slowed down.
  record Slow(Duration latency) implements Fault {}

  /// A share of the requests is refused.
  ///
  /// @param status 429, 500 or 503
  /// @param everyNth 1 for all requests, 2 for every second one
  record Errors(int status, int everyNth) implements Fault {
    public Errors {
      if (everyNth < 1) {
        throw new IllegalArgumentException("every " + everyNth + "th request is none");
      }
    }
  }

  /// Nothing is answered and nothing is sent, but no connection is closed either, as when the
  /// network loses all packets. What was to be sent arrives when it is over.
  record Partition() implements Fault {}
}
