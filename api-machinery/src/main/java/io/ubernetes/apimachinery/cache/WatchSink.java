package io.ubernetes.apimachinery.cache;

import io.ubernetes.apimachinery.errors.ApiException;
import java.util.List;

/// Receives the events of one watch. Called by one thread at a time. Only [#awaitRoom] may block.
public interface WatchSink {

  /// Takes events, in order.
  ///
  /// @return false when the watcher is too slow to take more: then [#end] is called and nothing
  ///   after it
  boolean offer(List<WatchEvent> events);

  /// Waits until what was offered before has mostly gone out. Called on a virtual thread between
  /// the pieces of a long beginning (initial state, a long history), so that a large state is not
  /// taken for a slow watcher; never called for live events. May return early.
  default void awaitRoom() throws InterruptedException {}

  /// The watch ends with this error, usually a 410: the client must list again. It is the last
  /// call.
  void expired(ApiException error);

  /// The watch ends without an error: it was too slow, or the cache is closed. It is the last call.
  void end();
}
