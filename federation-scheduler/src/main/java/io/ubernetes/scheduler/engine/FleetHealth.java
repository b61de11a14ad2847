package io.ubernetes.scheduler.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the federation makes of all its members' health at one moment. Immutable.
///
/// A member that stops being ready is given a grace period before anything is moved away from it.
/// When more than half of all members are not ready at the same time the fault is more likely on
/// the federation's side (its network, its credentials), so nothing is moved at all.
///
/// @param states one for each member, by name
/// @param nextChange when a member's grace or trial ends, if nothing else happens before
public record FleetHealth(Map<String, ClusterState> states, Optional<Instant> nextChange) {

  public FleetHealth {
    states = Collections.unmodifiableMap(new TreeMap<>(states));
  }

  /// Judges all members together.
  ///
  /// @param notReadySince when each member stopped being ready; empty for those that are ready
  /// @param grace how long a member may be not ready before its replicas are moved
  public static FleetHealth judge(
      Map<String, Optional<Instant>> notReadySince, Instant now, Duration grace) {
    return judge(notReadySince, Map.of(), now, grace, Duration.ZERO);
  }

  /// As the other one, and also tells which members have not been ready for long.
  ///
  /// @param readySince when members became ready again, for those of which that is known
  /// @param trial how long a member is watched before anything goes back to it
  public static FleetHealth judge(
      Map<String, Optional<Instant>> notReadySince,
      Map<String, Instant> readySince,
      Instant now,
      Duration grace,
      Duration trial) {
    long notReady = notReadySince.values().stream().filter(Optional::isPresent).count();
    boolean suspect = notReady * 2 > notReadySince.size();
    Map<String, ClusterState> states = new TreeMap<>();
    Optional<Instant> nextChange = Optional.empty();
    for (Map.Entry<String, Optional<Instant>> member : notReadySince.entrySet()) {
      ClusterState state = ClusterState.READY;
      if (member.getValue().isPresent()) {
        Instant lostAt = member.getValue().get().plus(grace);
        state = notReadyState(suspect, lostAt, now);
        nextChange = earlier(nextChange, lostAt, now);
      } else if (readySince.containsKey(member.getKey())) {
        Instant trustedAt = readySince.getOrDefault(member.getKey(), now).plus(trial);
        state = trustedAt.isAfter(now) ? ClusterState.RETURNED : ClusterState.READY;
        nextChange = earlier(nextChange, trustedAt, now);
      }
      states.put(member.getKey(), state);
    }
    return new FleetHealth(states, nextChange);
  }

  private static Optional<Instant> earlier(Optional<Instant> known, Instant other, Instant now) {
    return other.isAfter(now) && known.filter(next -> !other.isBefore(next)).isEmpty()
        ? Optional.of(other)
        : known;
  }

  private static ClusterState notReadyState(boolean suspect, Instant lostAt, Instant now) {
    if (suspect) {
      return ClusterState.SUSPECT;
    }
    return lostAt.isAfter(now) ? ClusterState.UNREACHABLE : ClusterState.LOST;
  }

  /// The state of a member; one that was not judged counts as unreachable.
  public ClusterState state(String cluster) {
    return states.getOrDefault(cluster, ClusterState.UNREACHABLE);
  }

  /// Whether so many members are not ready that nothing is moved.
  public boolean suspectsItself() {
    return states.containsValue(ClusterState.SUSPECT);
  }
}
