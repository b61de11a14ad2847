package io.ubernetes.apimachinery.patch.apply;

/// What an apply does with fields that others own and that it would change.
public enum ConflictPolicy {
  /// Changes nothing and tells the client.
  REFUSE,
  /// Takes them over (`force=true`).
  FORCE
}
