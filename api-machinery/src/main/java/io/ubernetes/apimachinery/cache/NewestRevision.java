package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.storage.Store;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Asks the store for its newest revision, once for all readers that wait at the same time.
/// Thread-safe; the lock is not held while the store is asked.
///
/// A reader may only use an answer to a question that was sent after the reader began: else it
/// could miss a write that was acknowledged before. So readers that come while a question is under
/// way gather for the next one, and the first of them asks it.
final class NewestRevision {
  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Question gathering; // guarded by lock
  private @Nullable Question asked; // guarded by lock

  NewestRevision(Store store) {
    this.store = store;
  }

  /// A revision at least as new as every write acknowledged before this call.
  ///
  /// @throws ApiException 504 when the store has not answered by the deadline
  /// @throws io.ubernetes.apimachinery.storage.StoreException when it cannot answer
  long get(long deadlineNanos) {
    Question mine;
    boolean first;
    lock.lock();
    try {
      first = gathering == null;
      if (gathering == null) {
        gathering = new Question(asked);
      }
      mine = gathering;
    } finally {
      lock.unlock();
    }
    if (first) {
      ask(mine, deadlineNanos);
    }
    return mine.answer(deadlineNanos);
  }

  private void ask(Question question, long deadlineNanos) {
    try {
      Question before = question.before;
      if (before != null) {
        before.awaitEnd(deadlineNanos);
      }
      close(question);
      question.revision.complete(store.currentRevision());
    } catch (RuntimeException e) {
      close(question);
      question.revision.completeExceptionally(e);
    }
  }

  /// From here on readers gather for another question.
  private void close(Question question) {
    lock.lock();
    try {
      if (gathering == question) {
        gathering = null;
        asked = question;
        question.before = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /// One question to the store and its answer.
  private static final class Question {
    private final CompletableFuture<Long> revision = new CompletableFuture<>();
    private volatile @Nullable Question before;

    Question(@Nullable Question before) {
      this.before = before;
    }

    void awaitEnd(long deadlineNanos) {
      try {
        answer(deadlineNanos);
      } catch (RuntimeException e) {
        if (!revision.isDone()) {
          throw e; // no time left
        }
      }
    }

    long answer(long deadlineNanos) {
      try {
        return revision.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        throw ApiException.timeout("Timeout: the store did not tell its revision in time");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ApiException.timeout("Timeout: interrupted while waiting for the store");
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException fault
            ? fault
            : new IllegalStateException(e.getCause());
      }
    }
  }
}
