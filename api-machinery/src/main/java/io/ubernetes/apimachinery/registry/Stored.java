package io.ubernetes.apimachinery.registry;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An object as it stands after a write (or would stand, in a dry run).
///
/// @param object in the storage version, with its `resourceVersion`; owned by the receiver
/// @param outcome what the write did
/// @param json the object as JSON where it was encoded anyway, to be stored; else null
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Stored(ObjectNode object, Outcome outcome, byte @Nullable [] json) {

  Stored(ObjectNode object, Outcome outcome) {
    this(object, outcome, null);
  }

  /// What a write did to the store.
  public enum Outcome {
    CREATED,
    UPDATED,
    /// The object was as wanted already; nothing was written.
    UNCHANGED,
    /// The object is gone.
    DELETED
  }
}
