package io.ubernetes.scheduler.engine;

import java.time.Instant;

/// What a decision may do now.
///
/// @param decidedAt the time of the decision, which the engine does not ask for itself
/// @param moves how many replicas may be moved only to come nearer to what is wished
/// @param movesBack how many may be moved back to an earlier group of clusters
public record Allowance(Instant decidedAt, int moves, int movesBack) {

  /// Everything, at the beginning of all time.
  public static final Allowance UNLIMITED =
      new Allowance(Instant.EPOCH, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
