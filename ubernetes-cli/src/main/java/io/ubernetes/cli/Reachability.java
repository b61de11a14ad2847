package io.ubernetes.cli;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for an API server: parts are started in any order, and the server may come last.
final class Reachability {

  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private Reachability() {}

  /// Returns when the server is ready or the process is told to stop.
  ///
  /// @return whether the server is ready
  /// @throws ApiClientException when it answers, but not to us
  static boolean await(ApiClient client, String server, Foreground foreground)
      throws InterruptedException {
    boolean told = false;
    while (!foreground.isToldToStop()) {
      try {
        var _ = client.getRaw("/readyz");
        return true;
      } catch (ApiClientException e) {
        if (!e.isUnreachable() && !e.isTooBusy() && e.code() != 500) {
          throw e;
        }
        if (!told) {
          LOG.warn("waiting for {}: {}", server, e.getMessage());
          told = true;
        }
      }
      foreground.await(BETWEEN_TRIES);
    }
    return false;
  }
}
