package io.ubernetes.scheduler.engine;

/// What the federation makes of a member's health, see [FleetHealth].
public enum ClusterState {
  /// It answers; it may take replicas.
  READY,

  /// It has not been ready for a while that is too short to act on: it keeps what it has and takes
  /// nothing new.
  UNREACHABLE,

  /// It is not ready, and so are most clusters: the federation suspects itself and moves nothing.
  SUSPECT,

  /// It has not been ready for so long that its replicas are started elsewhere.
  LOST
}
