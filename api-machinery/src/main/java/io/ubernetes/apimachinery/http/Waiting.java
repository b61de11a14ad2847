package io.ubernetes.apimachinery.http;

import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits for Vert.x, on a thread that may be blocked.
final class Waiting {
  /// Nothing that is waited for takes more than some seconds, unless something is broken.
  private static final long LIMIT_SECONDS = 60;

  private Waiting() {}

  /// @throws CompletionException with what went wrong as its cause
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }
}
