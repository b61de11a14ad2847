package io.ubernetes.apimachinery.registry;

import tools.jackson.databind.node.ObjectNode;

/// An object as it stands after a write (or would stand, in a dry run).
///
/// @param object in the storage version, with its `resourceVersion`; owned by the receiver
/// @param outcome what the write did
public record Stored(ObjectNode object, Outcome outcome) {

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
