package io.ubernetes.controllers.cluster;

import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import java.util.Optional;

/// From health to the words of a Cluster's status, and back. Pure functions.
final class ClusterStatuses {

  private ClusterStatuses() {}

  /// The health that a status speaks of, so that a restarted controller does not begin anew.
  static Health health(ClusterStatus status) {
    return before(status)
        .map(condition ->
            switch (condition.status()) {
              case "True" -> new Health(Health.State.READY, 0, 1, null, "");
              case "False" -> new Health(Health.State.NOT_READY, 1, 0, null, condition.message());
              default -> Health.UNKNOWN;
            })
        .orElse(Health.UNKNOWN);
  }

  /// @param counted whether nodes and pods of the member are known
  static Condition ready(
      ClusterStatus before, Health health, boolean counted, long generation, String now) {
    return switch (health.state()) {
      case READY ->
          counted
              ? condition(before, "True", generation, now, "MemberReady", "")
              : condition(
                  before,
                  before.isReady() ? "True" : "Unknown",
                  generation,
                  now,
                  "Counting",
                  "the member answers; its nodes and pods are being read");
      case NOT_READY ->
          condition(before, "False", generation, now, "MemberNotReady", health.problem());
      case UNKNOWN -> condition(before, "Unknown", generation, now, "NotProbed", health.problem());
    };
  }

  private static Condition condition(
      ClusterStatus before,
      String status,
      long generation,
      String now,
      String reason,
      String message) {
    String since =
        before(before)
            .filter(condition -> condition.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElse(now);
    return new Condition(ClusterStatus.READY, status, generation, since, reason, message);
  }

  private static Optional<Condition> before(ClusterStatus status) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(ClusterStatus.READY))
        .findFirst();
  }

  static boolean sameButForTime(ClusterStatus left, ClusterStatus right) {
    return withoutTime(left).equals(withoutTime(right));
  }

  private static ClusterStatus withoutTime(ClusterStatus s) {
    return new ClusterStatus(
        s.conditions(),
        s.version(),
        s.nodes(),
        s.capacity(),
        s.allocatable(),
        s.requested(),
        s.freeRoom(),
        s.apiVersions(),
        null);
  }
}
