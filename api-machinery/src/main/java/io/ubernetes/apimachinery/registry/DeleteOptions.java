package io.ubernetes.apimachinery.registry;

import org.jspecify.annotations.Nullable;

/// How a deletion is to be done.
///
/// @param uid the object must have this uid; null for any
/// @param resourceVersion the object must be at this version; null for any
/// @param propagation what becomes of dependents; null leaves it to the kind's default
/// @param gracePeriodSeconds null leaves it to the object
public record DeleteOptions(
    @Nullable String uid,
    @Nullable String resourceVersion,
    @Nullable Propagation propagation,
    @Nullable Long gracePeriodSeconds) {

  public static final DeleteOptions NONE = new DeleteOptions(null, null, null, null);

  /// What becomes of the objects that the deleted one owns.
  public enum Propagation {
    BACKGROUND,
    FOREGROUND,
    ORPHAN
  }
}
