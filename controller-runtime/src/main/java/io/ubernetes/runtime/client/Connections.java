package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.http.HttpClient;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The connections to one server. One whose other end vanished without a word looks alive and takes
/// every request down with it, since HTTP/2 has one for all; so when several requests in a row got
/// no answer in time, all connections are given up and made anew. Guarded by its own monitor.
final class Connections implements AutoCloseable {

  /// One slow request is no sign of a dead connection.
  private static final int TIMEOUTS_TO_RENEW = 2;

  /// A server that is merely slow must not lose its watches over and over.
  private static final Duration MIN_AGE = Duration.ofSeconds(10);

  private final Supplier<HttpClient> opener;
  private final LongSupplier nanos;
  private HttpClient http;
  private long renewedAt;
  private boolean renewedBefore;
  private int timeouts;
  private boolean closed;

  Connections(Supplier<HttpClient> opener, LongSupplier nanos) {
    this.opener = opener;
    this.nanos = nanos;
    this.http = opener.get();
  }

  synchronized HttpClient http() {
    return http;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized void answered() {
    timeouts = 0;
  }

  /// A request on these connections got no answer in time.
  void timedOut(HttpClient used) {
    HttpClient old = replace(used);
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    HttpClient last;
    synchronized (this) {
      closed = true;
      last = http;
    }
    last.close();
  }

  private synchronized @Nullable HttpClient replace(HttpClient used) {
    if (closed || !used.equals(http)) {
      return null; // others have noticed before
    }
    timeouts++;
    long now = nanos.getAsLong();
    boolean isYoung = renewedBefore && now - renewedAt < MIN_AGE.toNanos();
    if (timeouts < TIMEOUTS_TO_RENEW || isYoung) {
      return null;
    }
    http = opener.get();
    renewedAt = now;
    renewedBefore = true;
    timeouts = 0;
    return used;
  }
}
