package io.ubernetes.apimachinery.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/// One event of a watch. Made once for each change and shared by all watchers. Immutable.
public final class WatchEvent {
  private static final byte[] FRAME_END = "}\n".getBytes(US_ASCII);

  private final Type type;
  private final CachedObject object;
  private final List<byte[]> frame;
  private final List<WatchEvent> alone;

  WatchEvent(Type type, CachedObject object) {
    this.type = type;
    this.object = object;
    this.frame = List.of(object.objectHead().frame(type), object.body(), FRAME_END);
    this.alone = List.of(this);
  }

  public Type type() {
    return type;
  }

  /// The object after the change; before it for DELETED, but with the revision of the change. For a
  /// BOOKMARK an object with nothing but kind, apiVersion and metadata.
  public CachedObject object() {
    return object;
  }

  /// The line that a watch sends, in the storage version, as chunks to send one after the other:
  /// `{"type":"MODIFIED","object":{...}}` and a line feed. Shared by everybody; never change it.
  public List<byte[]> frame() {
    return frame;
  }

  /// A list of nothing but this event, shared by all watchers that get it alone.
  List<WatchEvent> alone() {
    return alone;
  }

  @Override
  public String toString() {
    return type + " " + object;
  }

  /// What happened, from the view of one watch: its selectors decide what is ADDED and DELETED.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED,
    BOOKMARK
  }
}
