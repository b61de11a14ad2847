package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PlacementSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What came out of a decision.
public sealed interface Outcome {

  /// The object goes where `spec` says.
  ///
  /// @param moved replicas that were moved without need, as far as the allowance went
  /// @param owed replicas that are still to be moved when there is more allowance
  /// @param revisitAt when time alone changes the decision
  /// @param evictions what less important objects have to give up for this
  record Placed(
      PlacementSpec spec,
      int moved,
      int owed,
      Optional<Instant> revisitAt,
      List<Eviction> evictions)
      implements Outcome {
    public Placed {
      evictions = List.copyOf(evictions);
    }

    /// Whether something of the object has no cluster.
    public boolean isShort() {
      return spec.shortage() != null;
    }
  }

  /// Nothing can be decided because somebody's wish cannot be understood; whatever is placed now
  /// stays as it is.
  ///
  /// @param reason a short CamelCase word
  /// @param message a sentence for people
  record Refused(String reason, String message) implements Outcome {}

  /// Nothing is decided because the policy says so; whatever is placed now stays as it is.
  ///
  /// @param policy its name
  record Suspended(String policy) implements Outcome {}

  /// Reads back what the decision on a cluster said of who made way for whom.
  static Holding.Displaced displaced(String reason, String message) {
    return switch (reason) {
      case Report.TAKEN -> new Holding.Displaced(message, "");
      case Report.MADE_WAY -> new Holding.Displaced("", message);
      default -> Holding.Displaced.NOBODY;
    };
  }
}
