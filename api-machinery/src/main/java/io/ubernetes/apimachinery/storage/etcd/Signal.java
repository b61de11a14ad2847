package io.ubernetes.apimachinery.storage.etcd;

import io.etcd.jetcd.api.WatchResponse;
import org.jspecify.annotations.Nullable;

/// What a watch's thread is told, by gRPC and by callers.
sealed interface Signal {
  record Answer(WatchStream stream, WatchResponse response) implements Signal {}

  /// The stream has ended; without an error when etcd ended it in order.
  record Broken(WatchStream stream, @Nullable Throwable error) implements Signal {}

  /// The newest revision of the store, as of after the question; 0 when it could not be had.
  record Newest(long revision) implements Signal {}

  /// The marker was written at this revision; 0 when it could not be.
  record MarkerWritten(long revision) implements Signal {}

  /// Look again: progress was asked for, or the watch was closed.
  record Wake() implements Signal {}
}
