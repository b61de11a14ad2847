package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.Store.WriteResult;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A request whose caller waits. The writer's thread sets what came of it, then completes it.
abstract sealed class Pending {
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable StoreException failure;

  /// What it weighs in a group.
  abstract long bytes();

  final void fail(StoreException reason) {
    failure = reason;
  }

  final void complete() {
    done.countDown();
  }

  final void awaitDone(Duration timeout) {
    try {
      if (!done.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException("the disk does not answer: unknown whether it was written", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted: unknown whether it was written", e);
    }
    if (failure != null) {
      throw new StoreException(String.valueOf(failure.getMessage()), failure);
    }
  }

  static final class OfWrite extends Pending {
    private final Write write;
    private @Nullable WriteResult outcome;

    OfWrite(Write write) {
      this.write = write;
    }

    Write write() {
      return write;
    }

    void outcome(WriteResult result) {
      outcome = result;
    }

    WriteResult await(Duration timeout) {
      awaitDone(timeout);
      if (outcome == null) {
        throw new IllegalStateException("completed without an outcome");
      }
      return outcome;
    }

    @Override
    long bytes() {
      return write.bytes();
    }
  }

  static final class OfCompaction extends Pending {
    private final long revision;

    OfCompaction(long revision) {
      this.revision = revision;
    }

    long revision() {
      return revision;
    }

    void await(Duration timeout) {
      awaitDone(timeout);
    }

    @Override
    long bytes() {
      return 0;
    }
  }
}
