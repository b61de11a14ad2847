package io.ubernetes.scheduler.engine;

/// What the federation makes of a member's health, see [FleetHealth].
public enum ClusterState {
  /// It answers; it may take replicas.
  READY,

  /// It answers, but not for long: it may take replicas, but none go back to it yet.
  RETURNED,

  /// It has not been ready for a while that is too short to act on: it keeps what it has and takes
  /// nothing new.
  UNREACHABLE,

  /// It is not ready, and so are most clusters: the federation suspects itself and moves nothing.
  SUSPECT,

  /// It has not been ready for so long that its replicas are started elsewhere.
  LOST;

  /// Whether it answers.
  public boolean isReady() {
    return this == READY || this == RETURNED;
  }
}
