package io.ubernetes.runtime.client;

import java.time.Duration;

/// What to watch, from where on. Bookmarks are always asked for.
///
/// @param resourceVersion changes after this one are sent; empty: first all objects, then changes
/// @param timeout after which the server ends the watch in order; whole seconds
public record WatchOptions(
    String namespace,
    String labelSelector,
    String fieldSelector,
    String resourceVersion,
    Duration timeout) {

  /// Within the 5 to 10 minutes that client-go asks for.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(7);

  /// A watch of everything after that version.
  public static WatchOptions from(String resourceVersion) {
    return new WatchOptions("", "", "", resourceVersion, DEFAULT_TIMEOUT);
  }

  /// The changes that the list with these options would show, after that version.
  public static WatchOptions of(ListOptions list, String resourceVersion) {
    return new WatchOptions(
        list.namespace(),
        list.labelSelector(),
        list.fieldSelector(),
        resourceVersion,
        DEFAULT_TIMEOUT);
  }

  public WatchOptions withTimeout(Duration value) {
    return new WatchOptions(namespace, labelSelector, fieldSelector, resourceVersion, value);
  }
}
