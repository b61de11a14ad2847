package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says whether the store answers, in bounded time also when it hangs: one question is under way at
/// most, whoever asks waits for that one. Thread-safe.
final class StoreProbe {
  private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);

  /// Kubernetes' bound on the same question. What takes longer is of no use to clients either.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Store store;
  private @Nullable CompletableFuture<Boolean> question; // guarded by this

  StoreProbe(Store store) {
    this.store = store;
  }

  boolean answers() {
    try {
      return ask().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hangs) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
  }

  private synchronized CompletableFuture<Boolean> ask() {
    if (question == null || question.isDone()) {
      CompletableFuture<Boolean> asked = new CompletableFuture<>();
      question = asked;
      Thread.ofVirtual().name("store-probe").start(() -> asked.complete(look()));
    }
    return question;
  }

  private boolean look() {
    try {
      return store.currentRevision() >= 0;
    } catch (StoreException unreachable) {
      LOG.debug("the store does not answer", unreachable);
      return false;
    }
  }
}
