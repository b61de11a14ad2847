package io.ubernetes.controllers.status;

import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Makes the conditions of one Placement: each keeps the time of its last transition while its
/// status stays.
///
/// @param generation of the Placement
/// @param before its status as it was
/// @param now the time of what changes
record Conditions(long generation, PlacementStatus before, Instant now) {

  private static final String TRUE = "True";
  static final String FALSE = "False";

  Condition holds(String type, String reason) {
    return condition(type, TRUE, reason, "");
  }

  Condition fails(String type, String reason, String message) {
    return condition(type, FALSE, reason, message);
  }

  /// Whether all of the object has a cluster, as the scheduler says it.
  Condition scheduled(PlacementSpec spec) {
    PlacementSpec.Shortage shortage = spec.shortage();
    return shortage == null
        ? holds(PlacementStatus.SCHEDULED, "Scheduled")
        : fails(PlacementStatus.SCHEDULED, shortage.reason(), shortage.message());
  }

  private Condition condition(String type, String status, String reason, String message) {
    Optional<Condition> last =
        before.conditions().stream().filter(known -> known.type().equals(type)).findFirst();
    String since =
        last.filter(known -> known.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, status, generation, since, reason, message);
  }
}
