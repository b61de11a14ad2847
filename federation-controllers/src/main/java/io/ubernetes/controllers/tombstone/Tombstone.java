package io.ubernetes.controllers.tombstone;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResource;

/// One object in one member that is to be let go of.
///
/// @param cluster the member that still holds the object
/// @param resource what it is
/// @param key of the object in the member
/// @param sourceUid uid of the federated object that it belongs to
public record Tombstone(
    String cluster, Action action, ApiResource resource, NamespacedName key, String sourceUid) {

  /// What is to be done with the object.
  public enum Action {
    DELETE,
    /// It stays, and loses the marks of the federation.
    RELEASE
  }

  /// Of the ConfigMap; the same decision always has the same.
  String name() {
    return "tombstone." + cluster + "." + sourceUid;
  }
}
