package io.ubernetes.apimachinery.flowcontrol;

import java.util.concurrent.locks.LockSupport;

/// A request that waits for seats, and its thread. Fields that change are guarded by the lock of
/// the [PriorityLevel], but for `served` and `cancelled`, which the thread looks at while it waits.
final class Waiter {
  final long flow;
  final int width;
  final FlowCounts counts;
  final long since = System.nanoTime();
  private final Thread thread = Thread.currentThread();

  @SuppressWarnings("NullAway.Init") // set when it is put into a queue, which is the first thing
  FairQueues.Queue queue;

  private volatile boolean served;
  private volatile boolean cancelled;

  Waiter(long flow, int width, FlowCounts counts) {
    this.flow = flow;
    this.width = width;
    this.counts = counts;
  }

  void serve() {
    served = true;
    LockSupport.unpark(thread);
  }

  boolean isServed() {
    return served;
  }

  /// Nobody wants the answer any more. From any thread.
  void cancel() {
    cancelled = true;
    LockSupport.unpark(thread);
  }

  boolean isCancelled() {
    return cancelled || Thread.currentThread().isInterrupted();
  }

  /// Waits for a seat, no longer than that, or until it is cancelled or the thread interrupted.
  void await(long nanos) {
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (!served && left > 0 && !isCancelled()) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
  }
}
