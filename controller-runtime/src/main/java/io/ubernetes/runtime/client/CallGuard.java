package io.ubernetes.runtime.client;

import java.util.function.Supplier;

/// Stands around every single exchange with a server: it may wait, refuse with an
/// [ApiClientException], and watch the outcome. Called by many threads at once.
public interface CallGuard {

  /// Lets everything pass.
  CallGuard OPEN =
      new CallGuard() {
        @Override
        public <T> T call(Supplier<T> exchange) {
          return exchange.get();
        }
      };

  <T> T call(Supplier<T> exchange);
}
