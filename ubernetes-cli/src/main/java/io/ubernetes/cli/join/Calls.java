package io.ubernetes.cli.join;

import io.ubernetes.runtime.client.ApiClientException;
import java.time.Duration;
import java.util.Optional;

/// Calls whose failures name the side that failed, and calls that are repeated for a while.
final class Calls {

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private Calls() {}

  @FunctionalInterface
  interface Call<T> {
    T run() throws InterruptedException;
  }

  /// @param where who is called, such as `the member https://...`
  /// @throws JoinException that names it, in place of an [ApiClientException]
  static <T> T at(String where, Call<T> call) throws InterruptedException {
    try {
      return call.run();
    } catch (ApiClientException e) {
      String what = e.isUnreachable() ? " cannot be reached: " : " refuses: ";
      throw new JoinException(where + what + e.getMessage(), e);
    }
  }

  /// Repeats the call until it has a result.
  ///
  /// @return empty when the time is over
  static <T> Optional<T> poll(Duration limit, Call<Optional<T>> call) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    Optional<T> result = call.run();
    while (result.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(BETWEEN_TRIES);
      result = call.run();
    }
    return result;
  }
}
