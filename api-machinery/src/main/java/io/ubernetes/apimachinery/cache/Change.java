package io.ubernetes.apimachinery.cache;

import io.ubernetes.model.NamespacedName;
import org.jspecify.annotations.Nullable;

/// One change of one object. Immutable but for the events made of it on demand; two threads may
/// make the same event at the same time, which does no harm.
final class Change {
  /// What a change costs in memory beside the object it replaced: the copied path of the tree.
  private static final long FIXED_COST = 1_200;

  private final NamespacedName key;
  private final long revision;
  private final @Nullable CachedObject before;
  private final @Nullable CachedObject after;
  private final ObjectTree state;
  private final long atMillis;
  private @Nullable WatchEvent added;
  private @Nullable WatchEvent modified;
  private @Nullable WatchEvent deleted;

  /// @param state all objects after the change
  /// @param atMillis when this process saw it
  Change(
      NamespacedName key,
      long revision,
      @Nullable CachedObject before,
      @Nullable CachedObject after,
      ObjectTree state,
      long atMillis) {
    this.key = key;
    this.revision = revision;
    this.before = before;
    this.after = after;
    this.state = state;
    this.atMillis = atMillis;
  }

  NamespacedName key() {
    return key;
  }

  long revision() {
    return revision;
  }

  ObjectTree state() {
    return state;
  }

  long atMillis() {
    return atMillis;
  }

  /// Bytes that are kept only because this change is remembered.
  long cost() {
    return FIXED_COST + (before == null ? 0 : before.length());
  }

  /// What a watch sees of this change; null when nothing. As in Kubernetes an object that begins to
  /// be selected is ADDED, and one that is no longer selected is DELETED as it was before, with the
  /// revision of the change.
  @Nullable WatchEvent eventFor(WatchRequest request) {
    boolean was = before != null && request.selects(before);
    if (after != null && request.selects(after)) {
      return was ? modified(after) : added(after);
    }
    return was && before != null ? deleted(before) : null;
  }

  private WatchEvent added(CachedObject object) {
    WatchEvent event = added;
    if (event == null) {
      event = new WatchEvent(WatchEvent.Type.ADDED, object);
      added = event;
    }
    return event;
  }

  private WatchEvent modified(CachedObject object) {
    WatchEvent event = modified;
    if (event == null) {
      event = new WatchEvent(WatchEvent.Type.MODIFIED, object);
      modified = event;
    }
    return event;
  }

  private WatchEvent deleted(CachedObject object) {
    WatchEvent event = deleted;
    if (event == null) {
      event = new WatchEvent(WatchEvent.Type.DELETED, object.withRevision(revision));
      deleted = event;
    }
    return event;
  }
}
