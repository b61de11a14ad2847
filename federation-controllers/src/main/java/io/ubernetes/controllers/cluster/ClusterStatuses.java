package io.ubernetes.controllers.cluster;

import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// From health to the words of a Cluster's status, and back. Pure functions.
final class ClusterStatuses {

  /// Condition of a Cluster: most of its parts seem to have lost their objects, and are kept.
  static final String DELETIONS_HELD = "DeletionsHeld";

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

  /// Says that deletions wait for somebody's leave.
  static Condition deletionsHeld(ClusterStatus before, String why, long generation, String now) {
    return condition(before, DELETIONS_HELD, "True", generation, now, "MassDeletion", why);
  }

  private static Condition condition(
      ClusterStatus before,
      String status,
      long generation,
      String now,
      String reason,
      String message) {
    return condition(before, ClusterStatus.READY, status, generation, now, reason, message);
  }

  private static Condition condition(
      ClusterStatus before,
      String type,
      String status,
      long generation,
      String now,
      String reason,
      String message) {
    String since =
        find(before, type)
            .filter(condition -> condition.status().equals(status))
            .map(Condition::lastTransitionTime)
            .orElse(now);
    return new Condition(type, status, generation, since, reason, message);
  }

  private static Optional<Condition> before(ClusterStatus status) {
    return find(status, ClusterStatus.READY);
  }

  private static Optional<Condition> find(ClusterStatus status, String type) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst();
  }

  /// Whether a change is one that somebody waits for.
  static boolean differsInMoreThanLoad(ClusterStatus before, ClusterStatus after) {
    return !before.conditions().equals(after.conditions())
        || !Objects.equals(before.version(), after.version())
        || !before.apiVersions().equals(after.apiVersions())
        || (before.asOf() == null && after.asOf() != null);
  }

  static boolean sameButForTime(ClusterStatus left, ClusterStatus right) {
    return withTime(left, null).equals(withTime(right, null));
  }

  static ClusterStatus withConditions(ClusterStatus s, List<Condition> conditions) {
    return new ClusterStatus(
        conditions,
        s.version(),
        s.nodes(),
        s.capacity(),
        s.allocatable(),
        s.requested(),
        s.freeRoom(),
        s.nodeRoom(),
        s.apiVersions(),
        s.asOf());
  }

  private static ClusterStatus withTime(ClusterStatus s, @Nullable String asOf) {
    return new ClusterStatus(
        s.conditions(),
        s.version(),
        s.nodes(),
        s.capacity(),
        s.allocatable(),
        s.requested(),
        s.freeRoom(),
        s.nodeRoom(),
        s.apiVersions(),
        asOf);
  }
}
