package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Placed;
import io.ubernetes.model.ApiObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Parts that are kept larger than decided until their replacement is ready elsewhere, and for how
/// long that is waited for. Kept in memory only: a restart waits anew. Thread-safe.
final class Moves {

  private final MemberParts parts;
  private final Duration patience;
  private final InstantSource clock;
  private final Map<Part, Wait> waits = new ConcurrentHashMap<>();

  private record Part(Placed placed, String cluster) {}

  /// @param decision the Placement and its generation; another decision starts another wait
  private record Wait(String decision, Instant since) {}

  /// What a part is to have now.
  sealed interface Size {
    int replicas();

    /// What was decided.
    record Decided(int replicas) implements Size {}

    /// More, while others start theirs; to be looked at again after that time.
    record Kept(int replicas, Duration left) implements Size {}

    /// What was decided, though the others are not ready: they had their time.
    record Overdue(int replicas) implements Size {}
  }

  Moves(MemberParts parts, Duration patience, InstantSource clock) {
    this.parts = parts;
    this.patience = patience;
    this.clock = clock;
  }

  Size size(Target target, String cluster, ApiObject actual) {
    Part part = new Part(target.placed(), cluster);
    int wanted = Shrink.wanted(target, cluster);
    int keep = Shrink.keep(target, cluster, actual, other -> ready(target, other));
    if (keep <= wanted) {
      waits.remove(part);
      return new Size.Decided(wanted);
    }
    String decision = target.placement().uid() + "/" + target.placement().generation();
    Instant now = clock.instant();
    Wait wait =
        waits.compute(
            part,
            (p, known) ->
                known != null && known.decision().equals(decision)
                    ? known
                    : new Wait(decision, now));
    Duration left = Duration.between(now, wait.since().plus(patience));
    return left.isPositive() ? new Size.Kept(keep, left) : new Size.Overdue(wanted);
  }

  private int ready(Target target, String cluster) {
    return parts.isCurrent(cluster, target.resource())
        ? parts.part(cluster, target.placed()).map(Shrink::ready).orElse(0)
        : 0;
  }

  /// Whether some cluster still holds more than the decision gives it.
  boolean isMoving(Target target) {
    return parts.clusters(target).stream()
        .anyMatch(cluster ->
            parts
                .part(cluster, target.placed())
                .map(part -> Shrink.held(part) > Shrink.wanted(target, cluster))
                .orElse(false));
  }

  void forget(Placed placed, String cluster) {
    waits.remove(new Part(placed, cluster));
  }
}
