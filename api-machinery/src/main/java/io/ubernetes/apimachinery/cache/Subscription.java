package io.ubernetes.apimachinery.cache;

/// A running watch. Thread-safe; no method blocks.
public interface Subscription extends AutoCloseable {

  /// Asks for a bookmark soon, with a revision as new as the store's: to be called shortly before
  /// the watch is ended, so that the client can go on from there. Does nothing for a watch that did
  /// not allow bookmarks.
  void bookmark();

  /// Ends the watch. A batch that is on its way may still be offered; neither [WatchSink#end] nor
  /// [WatchSink#expired] will be called.
  @Override
  void close();
}
