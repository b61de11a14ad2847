package io.ubernetes.apimachinery.cache;

import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import org.jspecify.annotations.Nullable;

/// Which objects to watch, and from when on.
///
/// @param namespace objects of this namespace only; null for all
/// @param name the object of this name only; null for all
/// @param allowBookmarks whether the watcher understands BOOKMARK events
public record WatchRequest(
    @Nullable String namespace,
    @Nullable String name,
    LabelSelector labels,
    FieldSelector fields,
    Start start,
    boolean allowBookmarks) {

  /// Everything, without bookmarks.
  public static WatchRequest from(Start start) {
    return new WatchRequest(
        null, null, LabelSelector.everything(), FieldSelector.everything(), start, false);
  }

  public WatchRequest inNamespace(@Nullable String namespace) {
    return new WatchRequest(namespace, name, labels, fields, start, allowBookmarks);
  }

  public WatchRequest named(@Nullable String name) {
    return new WatchRequest(namespace, name, labels, fields, start, allowBookmarks);
  }

  public WatchRequest selecting(LabelSelector labels, FieldSelector fields) {
    return new WatchRequest(namespace, name, labels, fields, start, allowBookmarks);
  }

  public WatchRequest withBookmarks() {
    return new WatchRequest(namespace, name, labels, fields, start, true);
  }

  /// Whether an object is one of those to watch.
  boolean selects(CachedObject object) {
    NamespacedName key = object.key();
    return (namespace == null || namespace.equals(key.namespace()))
        && (name == null || name.equals(key.name()))
        && object.matches(labels, fields);
  }

  /// The namespace that the selected objects must have, from the request or its field selector;
  /// null when there is none.
  @Nullable String onlyNamespace() {
    return namespace != null ? namespace : fields.exactMatch("metadata.namespace").orElse(null);
  }

  /// The name that the selected object must have; null when several may be selected.
  @Nullable String onlyName() {
    return name != null ? name : fields.exactMatch("metadata.name").orElse(null);
  }

  /// Where a watch begins.
  public sealed interface Start {

    /// With the first change after this revision; what is too old ends with a 410 "too old resource
    /// version".
    record After(long revision) implements Start {}

    /// With the current state as ADDED events, then every change after it. This is what a watch
    /// without a resourceVersion, with 0, or with `sendInitialEvents=true` does.
    ///
    /// @param minimumRevision the state is at least that new; [#ANY] for what is in memory,
    ///   [#MOST_RECENT] for a consistent read
    /// @param endMark whether a bookmark annotated `k8s.io/initial-events-end: "true"` follows the
    ///   state, if bookmarks are allowed
    record State(long minimumRevision, boolean endMark) implements Start {
      public static final long ANY = 0;
      public static final long MOST_RECENT = -1;
    }

    /// With the next change, without any state (`sendInitialEvents=false` and no resourceVersion).
    record Now() implements Start {}
  }
}
