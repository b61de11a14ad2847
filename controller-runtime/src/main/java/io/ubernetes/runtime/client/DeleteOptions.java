package io.ubernetes.runtime.client;

import org.jspecify.annotations.Nullable;

/// How to delete.
///
/// @param uid empty, or the only uid that may be deleted
/// @param resourceVersion empty, or the only version that may be deleted
/// @param gracePeriodSeconds null: as the kind has it
public record DeleteOptions(
    String uid,
    String resourceVersion,
    Propagation propagation,
    @Nullable Long gracePeriodSeconds) {

  /// What becomes of the objects that this one owns.
  public enum Propagation {
    BACKGROUND("Background"),
    FOREGROUND("Foreground"),
    ORPHAN("Orphan");

    private final String word;

    Propagation(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  public static final DeleteOptions BACKGROUND =
      new DeleteOptions("", "", Propagation.BACKGROUND, null);

  public DeleteOptions withUid(String value) {
    return new DeleteOptions(value, resourceVersion, propagation, gracePeriodSeconds);
  }

  public DeleteOptions withResourceVersion(String value) {
    return new DeleteOptions(uid, value, propagation, gracePeriodSeconds);
  }

  public DeleteOptions withPropagation(Propagation value) {
    return new DeleteOptions(uid, resourceVersion, value, gracePeriodSeconds);
  }

  public DeleteOptions withGracePeriodSeconds(long value) {
    return new DeleteOptions(uid, resourceVersion, propagation, value);
  }
}
