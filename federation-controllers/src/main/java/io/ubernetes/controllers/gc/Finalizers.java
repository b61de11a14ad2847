package io.ubernetes.controllers.gc;

/// The finalizers that the garbage collector works off.
final class Finalizers {

  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  private Finalizers() {}
}
