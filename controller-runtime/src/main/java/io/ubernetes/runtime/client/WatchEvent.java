package io.ubernetes.runtime.client;

import io.ubernetes.model.ApiObject;

/// What a watch delivers.
public sealed interface WatchEvent {

  record Added(ApiObject object) implements WatchEvent {}

  record Modified(ApiObject object) implements WatchEvent {}

  /// Carries the object as it was last, with the resourceVersion of its deletion.
  record Deleted(ApiObject object) implements WatchEvent {}

  /// Everything up to this version was delivered.
  record Bookmark(String resourceVersion) implements WatchEvent {}

  /// The server ended the watch in order; go on from the last version.
  record Ended() implements WatchEvent {}
}
