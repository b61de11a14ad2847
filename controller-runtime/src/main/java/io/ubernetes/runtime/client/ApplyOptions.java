package io.ubernetes.runtime.client;

/// How to apply.
///
/// @param fieldManager who owns the applied fields; required
/// @param subresource empty: the object itself
public record ApplyOptions(
    String fieldManager, Force force, String subresource, WriteOptions.Mode mode) {

  /// What happens when another manager owns a field with another value.
  public enum Force {
    /// The field is taken over.
    TAKE_OVER,
    /// The apply fails with a conflict.
    FAIL
  }

  public ApplyOptions {
    if (fieldManager.isEmpty()) {
      throw new IllegalArgumentException("apply needs a field manager");
    }
  }

  /// Fails on conflicts.
  public static ApplyOptions of(String fieldManager) {
    return new ApplyOptions(fieldManager, Force.FAIL, "", WriteOptions.Mode.PERSIST);
  }

  /// Takes over what others own, as a controller does with the objects that are its own.
  public static ApplyOptions forced(String fieldManager) {
    return new ApplyOptions(fieldManager, Force.TAKE_OVER, "", WriteOptions.Mode.PERSIST);
  }

  public ApplyOptions withSubresource(String value) {
    return new ApplyOptions(fieldManager, force, value, mode);
  }

  public ApplyOptions withMode(WriteOptions.Mode value) {
    return new ApplyOptions(fieldManager, force, subresource, value);
  }
}
