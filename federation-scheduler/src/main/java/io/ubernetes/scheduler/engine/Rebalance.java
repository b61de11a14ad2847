package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PropagationPolicySpec.Movement;
import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;
import org.jspecify.annotations.Nullable;

/// When replicas that have a place may get another. Off clusters that may not be used any more they
/// always go.
public enum Rebalance {
  /// Not otherwise.
  NEVER,
  /// Also when they find no room where they are, or break a rule there.
  WHEN_NEEDED,
  /// Also to come nearer to what is wished.
  ALWAYS;

  static Rebalance of(@Nullable Movement movement, @Nullable ReplicaDivision division) {
    String word = movement == null ? null : movement.rebalance();
    if (word == null || word.isEmpty()) {
      return division != null && division.rebalance() ? ALWAYS : WHEN_NEEDED;
    }
    return switch (word) {
      case "Never" -> NEVER;
      case "WhenNeeded" -> WHEN_NEEDED;
      case "Always" -> ALWAYS;
      default -> throw new IllegalArgumentException("movement.rebalance \"" + word + "\"");
    };
  }
}
