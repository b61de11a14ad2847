package io.ubernetes.runtime.client;

/// How to write.
///
/// @param subresource empty: the object itself; else `status`, `scale`, ...
/// @param fieldManager who is said to own the written fields; empty: the server takes it from the
///   User-Agent
/// @param mode whether it is written at all
public record WriteOptions(String subresource, String fieldManager, Mode mode) {

  /// A dry run answers as the write would, and keeps nothing.
  public enum Mode {
    PERSIST,
    DRY_RUN
  }

  public static final WriteOptions NONE = new WriteOptions("", "", Mode.PERSIST);
  public static final WriteOptions STATUS = new WriteOptions("status", "", Mode.PERSIST);

  public WriteOptions withSubresource(String value) {
    return new WriteOptions(value, fieldManager, mode);
  }

  public WriteOptions withFieldManager(String value) {
    return new WriteOptions(subresource, value, mode);
  }

  public WriteOptions withMode(Mode value) {
    return new WriteOptions(subresource, fieldManager, value);
  }
}
