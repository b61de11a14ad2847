package io.ubernetes.runtime.client;

import java.time.Duration;

/// A running watch. Read by one thread; closed by any.
public interface Watch extends AutoCloseable {

  /// Waits for the next event.
  ///
  /// @param patience how long nothing at all may come before the connection is taken for dead
  /// @throws ApiClientException when the server sent an error ([ApiClientException#isExpired()] for
  ///   a version that is too old), the connection broke, the patience ran out, or the watch was
  ///   closed
  WatchEvent next(Duration patience);

  @Override
  void close();
}
