package io.ubernetes.controllers.gc;

/// What became of an owner that an object names.
enum OwnerState {
  /// It is there, and is that very object.
  SOLID,
  /// It is surely gone: the API server has no such object, or one of another uid.
  ABSENT,
  /// It is being deleted, and waits until its dependents are gone (`foregroundDeletion`).
  WAITING,
  /// Nothing can be said: its kind is not served, or the object may not name it.
  UNKNOWN
}
