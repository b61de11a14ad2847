package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PlacementSpec;
import java.util.Optional;

/// What came out of a decision.
public sealed interface Outcome {

  /// The object goes where `spec` says.
  ///
  /// @param shortage why not all replicas have a cluster; empty when all have one
  /// @param rebalances whether replicas that run may be moved when room or weights change
  record Placed(PlacementSpec spec, Optional<Shortage> shortage, boolean rebalances)
      implements Outcome {}

  /// Nothing can be decided because somebody's wish cannot be understood; whatever is placed now
  /// stays as it is.
  ///
  /// @param reason a short CamelCase word
  /// @param message a sentence for people
  record Refused(String reason, String message) implements Outcome {}

  /// Why replicas have no cluster.
  ///
  /// @param reason a short CamelCase word
  /// @param message a sentence for people
  record Shortage(String reason, String message) {}
}
