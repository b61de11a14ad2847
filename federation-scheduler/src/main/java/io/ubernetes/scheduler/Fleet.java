package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.scheduler.engine.ClusterState;
import io.ubernetes.scheduler.engine.FleetHealth;
import io.ubernetes.scheduler.engine.MemberCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The members as they were last seen, judged together.
///
/// Not thread-safe; owned by the [Decider].
final class Fleet {

  private final Duration grace;
  private final Duration trial;
  private final Map<String, Seen> members = new TreeMap<>();
  private Map<String, MemberCluster> judged = Map.of();
  private FleetHealth health = new FleetHealth(Map.of(), Optional.empty());

  /// @param grace how long a member may be not ready before it is given up
  /// @param trial how long a member must be ready again before replicas go back to it
  Fleet(Duration grace, Duration trial) {
    this.grace = grace;
    this.trial = trial;
  }

  /// @param readySince since when it is ready again, where it was seen to be not ready before
  private record Seen(
      MemberCluster cluster,
      Optional<Instant> notReadySince,
      Optional<Instant> readySince,
      History history) {}

  /// Whether a member has ever been looked at.
  private enum History {
    NEW,
    KNOWN
  }

  /// What a change means.
  ///
  /// @param changed members that may be used otherwise than before; their objects are looked at
  /// @param opened those of them that may take more than before
  /// @param room whether a member has other room than before
  record Effect(Set<String> changed, List<MemberCluster> opened, boolean room) {
    Effect {
      changed = Set.copyOf(changed);
      opened = List.copyOf(opened);
    }
  }

  Effect put(ApiObject cluster, Instant now) {
    ClusterStatus status = Federation.status(cluster, ClusterStatus.class);
    Seen before = members.get(cluster.name());
    Optional<Instant> notReadySince =
        status.isReady() ? Optional.empty() : Optional.of(notReadySince(cluster, status, now));
    if (before != null && before.notReadySince.isPresent() && notReadySince.isPresent()) {
      // The first moment counts, whatever later reports call the transition.
      notReadySince = earlier(before.notReadySince.get(), notReadySince.get());
    }
    members.put(
        cluster.name(),
        new Seen(
            MemberCluster.of(cluster, ClusterState.READY),
            notReadySince,
            notReadySince.isPresent() ? Optional.empty() : readySince(before, status, now),
            status.asOf() == null ? History.NEW : History.KNOWN));
    return judge(now);
  }

  private static Optional<Instant> earlier(Instant a, Instant b) {
    return Optional.of(a.isBefore(b) ? a : b);
  }

  /// The first look counts too: after a restart of the scheduler it is not known what was before.
  private static Optional<Instant> readySince(
      @Nullable Seen before, ClusterStatus status, Instant now) {
    if (before != null && before.notReadySince.isEmpty()) {
      return before.readySince;
    }
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(ClusterStatus.READY))
        .map(Condition::lastTransitionTime)
        .flatMap(time -> instant(time).stream())
        .filter(since -> since.isBefore(now))
        .findFirst()
        .or(() -> Optional.of(now));
  }

  private static Instant notReadySince(ApiObject cluster, ClusterStatus status, Instant now) {
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(ClusterStatus.READY))
        .map(Condition::lastTransitionTime)
        .flatMap(time -> instant(time).stream())
        .findFirst()
        .or(cluster::creationTimestamp)
        .filter(since -> since.isBefore(now))
        .orElse(now);
  }

  /// The time in a status, or empty where there is none that can be read.
  static Optional<Instant> instant(@Nullable String text) {
    try {
      return text == null || text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }

  Effect remove(String cluster, Instant now) {
    members.remove(cluster);
    return judge(now);
  }

  /// Judges all members' health together, as of now.
  Effect judge(Instant now) {
    Map<String, Optional<Instant>> notReadySince = new HashMap<>();
    members.forEach((name, seen) -> {
      // A member that was never looked at has not become worse: it says nothing of the others.
      if (seen.history == History.KNOWN) {
        notReadySince.put(name, seen.notReadySince);
      }
    });
    Map<String, Instant> readySince = new HashMap<>();
    members.forEach(
        (name, seen) -> seen.readySince.ifPresent(since -> readySince.put(name, since)));
    health = FleetHealth.judge(notReadySince, readySince, now, grace, trial);
    Map<String, MemberCluster> before = judged;
    Map<String, MemberCluster> after = new TreeMap<>();
    members.forEach((name, seen) -> after.put(name, seen.cluster.withState(health.state(name))));
    judged = after;
    return effect(before, after);
  }

  private static Effect effect(
      Map<String, MemberCluster> before, Map<String, MemberCluster> after) {
    Set<String> names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    Set<String> changed = new HashSet<>();
    List<MemberCluster> opened = new ArrayList<>();
    boolean room = false;
    for (String name : names) {
      MemberCluster old = before.get(name);
      MemberCluster now = after.get(name);
      if (old == null || now == null) {
        changed.add(name);
        if (now != null) {
          opened.add(now);
        }
      } else if (!now.withFreeRoom(old.freeRoom()).equals(old)) {
        changed.add(name);
        if (!now.terminating() && now.state().isReady()) {
          opened.add(now);
        }
      } else {
        room |= !now.freeRoom().equals(old.freeRoom());
      }
    }
    return new Effect(changed, opened, room);
  }

  /// When health is to be judged again even if nothing is heard.
  Optional<Instant> nextJudgement() {
    return health.nextChange();
  }

  boolean suspectsItself() {
    return health.suspectsItself();
  }

  Collection<MemberCluster> clusters() {
    return judged.values();
  }

  Optional<MemberCluster> find(String cluster) {
    return Optional.ofNullable(judged.get(cluster));
  }

  boolean isReady(String cluster) {
    MemberCluster member = judged.get(cluster);
    return member != null && member.state().isReady();
  }
}
