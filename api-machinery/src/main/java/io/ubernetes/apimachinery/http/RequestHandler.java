package io.ubernetes.apimachinery.http;

import java.time.Duration;
import java.util.Optional;

/// Answers requests. Thread-safe.
public interface RequestHandler {

  /// Answers on the calling thread, which may be blocked. Never throws: what goes wrong is an
  /// answer too.
  Response handle(Request request);

  /// Whether [#handle] surely answers this request from memory, without blocking and without long
  /// computing, so that the edge may call it on an event loop.
  boolean answersFromMemory(Request request);

  /// How long the client of a request is willing to wait for its answer; empty when it does not
  /// say. The edge waits no longer than it does for everybody.
  default Optional<Duration> patience(Request request) {
    return Optional.empty();
  }

  /// Whether a request is handled however many others are under way: the few by which the world
  /// learns how the server is.
  default boolean comesFirst(Request request) {
    return false;
  }
}
