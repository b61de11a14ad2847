package io.ubernetes.apimachinery.cache;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The newest state, and those who wait for a newer one. Thread-safe; written by the cache's loop
/// only.
final class LatestSnapshot {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition advanced = lock.newCondition();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile @Nullable Snapshot current;
  private volatile boolean ended;

  /// Null until the first state was read.
  @Nullable Snapshot current() {
    return current;
  }

  /// A publisher looks for waiters after it has written, a waiter looks at the state after it has
  /// counted itself: so one of them always sees the other.
  void publish(Snapshot snapshot) {
    current = snapshot;
    wakeUp();
  }

  /// Nothing newer will come: nobody waits any longer.
  void end() {
    ended = true;
    wakeUp();
  }

  boolean isEnded() {
    return ended;
  }

  private void wakeUp() {
    if (waiting.get() > 0) {
      lock.lock();
      try {
        advanced.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits until the state is at least at `revision`.
  ///
  /// @param nanos how long at most
  /// @return the state, or null when the time is up or nothing newer will come
  @Nullable Snapshot await(long revision, long nanos) {
    long left = nanos;
    waiting.incrementAndGet();
    lock.lock();
    try {
      while (true) {
        Snapshot snapshot = current;
        if (snapshot != null && snapshot.revision() >= revision) {
          return snapshot;
        }
        if (left <= 0 || ended) {
          return null;
        }
        left = advanced.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      lock.unlock();
      waiting.decrementAndGet();
    }
  }
}
