package io.ubernetes.runtime;

import java.time.Duration;

/// How a reconcile ended.
public sealed interface Result {

  Result DONE = new Done();

  /// The world is as it should be; the next change brings the key back.
  record Done() implements Result {}

  /// All is well, but look again after that time even if nothing changes.
  record RequeueAfter(Duration delay) implements Result {
    public RequeueAfter {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("the delay is negative: " + delay);
      }
    }
  }

  /// It did not work out; it is tried again with a growing wait.
  record Failed(Throwable cause) implements Result {}

  static Result requeueAfter(Duration delay) {
    return new RequeueAfter(delay);
  }

  static Result failed(Throwable cause) {
    return new Failed(cause);
  }
}
