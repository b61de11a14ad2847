package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;

/// By what replicas are shared out among clusters.
enum Strategy {
  /// Each cluster gets all of them.
  DUPLICATED,
  /// By the weights that are given.
  WEIGHTED,
  /// All clusters have the same weight.
  EVEN,
  /// The room of a cluster is its weight.
  FREE_ROOM,
  /// Over as few clusters as can hold them.
  AGGREGATED;

  /// Where weights are given, a cluster's preference without one has weight 0, as in Federation v1.
  ///
  /// @throws IllegalArgumentException for a word that is not known
  static Strategy of(ReplicaDivision division) {
    if ("Duplicated".equals(division.type())) {
      return DUPLICATED;
    }
    boolean weighted = false;
    for (ClusterPreference wish : division.clusters().values()) {
      weighted |= wish.weight() != null;
    }
    String word = division.strategy() == null ? "" : division.strategy();
    return switch (word) {
      case "" -> weighted ? WEIGHTED : FREE_ROOM;
      case "Weighted" -> weighted ? WEIGHTED : EVEN;
      case "FreeRoom" -> FREE_ROOM;
      case "Spread" -> EVEN;
      case "Aggregated" -> AGGREGATED;
      default -> throw new IllegalArgumentException("strategy \"" + word + "\"");
    };
  }

  /// @param room how many replicas the cluster could have in all
  long weight(ClusterPreference wish, long room) {
    return switch (this) {
      case WEIGHTED -> wish.weight() == null ? 0 : wish.weight();
      case EVEN, DUPLICATED -> 1;
      case FREE_ROOM, AGGREGATED -> room;
    };
  }
}
