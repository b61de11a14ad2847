package io.ubernetes.apimachinery.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what an edge bears, against its limits. Thread-safe.
final class Load {
  /// Bodies that are received or handled, together: no more than a quarter of the heap.
  private final long maxBodyBytes =
      Math.min(512L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4);

  /// An answer that is not compressed costs the client more, one that waits costs it everything.
  private static final int MAX_COMPRESSING = Runtime.getRuntime().availableProcessors();

  private final EdgeOptions options;
  private final AtomicInteger compressing = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();

  Load(EdgeOptions options) {
    this.options = options;
  }

  /// @return false when there are too many requests in flight
  boolean enter() {
    if (inFlight.incrementAndGet() > options.maxInFlight()) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  /// Enters however many there are.
  void enterAnyway() {
    inFlight.incrementAndGet();
  }

  void leave() {
    inFlight.decrementAndGet();
  }

  /// Compressing takes a processor for as long as it lasts.
  ///
  /// @return false when all of them compress: the answer then goes out as it is
  boolean beginCompression() {
    if (compressing.incrementAndGet() > MAX_COMPRESSING) {
      compressing.decrementAndGet();
      return false;
    }
    return true;
  }

  void endCompression() {
    compressing.decrementAndGet();
  }

  /// @return false when there are too many connections
  boolean connect() {
    return connections.incrementAndGet() <= options.maxConnections();
  }

  void disconnect() {
    connections.decrementAndGet();
  }

  /// @return false when too much memory is taken by bodies
  boolean reserveBody(int bytes) {
    if (bodyBytes.addAndGet(bytes) > maxBodyBytes) {
      bodyBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  void releaseBody(int bytes) {
    if (bytes != 0) {
      bodyBytes.addAndGet(-bytes);
    }
  }

  int inFlight() {
    return inFlight.get();
  }

  int connections() {
    return connections.get();
  }

  long bodyBytes() {
    return bodyBytes.get();
  }
}
