package io.ubernetes.scheduler;

import io.ubernetes.scheduler.engine.FreeRoom;
import io.ubernetes.scheduler.engine.PodDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Room that was given away but cannot be seen in the members' status yet, so that the objects of a
/// burst do not all see the same room.
///
/// A claim stands for the replicas of one object that one member was given. Pods of it are *seen*
/// once the member's status was taken after the moment they were reported; up to then the member's
/// free room still has what they will use. A claim ends when all its pods are seen, or when the
/// member does not report them for too long.
///
/// Not thread-safe; owned by the [Decider].
final class Reservations {

  private final Duration timeout;
  private final Map<String, Map<ObjectRef, Claim>> claims = new HashMap<>();
  private final Map<String, Instant> lookedAt = new HashMap<>();

  /// Free room without what is claimed, while neither changes.
  private final Map<String, Net> nets = new HashMap<>();

  Reservations(Duration timeout) {
    this.timeout = timeout;
  }

  /// @param seen pods that the member's free room is without
  /// @param made pods that the member has reported, and since when it has reported so many
  private record Claim(
      PodDemand request, int assigned, int seen, int made, Instant madeAt, Instant since) {

    int unseen() {
      return assigned - seen;
    }

    Claim lookedAt(Instant time) {
      return time.isAfter(madeAt) ? new Claim(request, assigned, made, made, madeAt, since) : this;
    }

    Claim since(Instant time) {
      return new Claim(request, assigned, seen, made, madeAt, time);
    }

    Claim reporting(int pods, Instant at) {
      return pods == made
          ? this
          : new Claim(request, assigned, Math.min(seen, pods), pods, at, since);
    }
  }

  private record Net(FreeRoom base, FreeRoom left) {}

  /// The object was given so many replicas in the member.
  ///
  /// @param made pods that the member reported last
  /// @return whether less room is claimed than before
  boolean assign(
      ObjectRef object, String cluster, PodDemand request, int assigned, int made, Instant now) {
    Claim before = claim(object, cluster);
    int seen = before == null ? made : before.seen;
    Instant since = before != null && before.assigned >= assigned ? before.since : now;
    put(
        object,
        cluster,
        new Claim(
            request,
            assigned,
            seen,
            before == null ? made : before.made,
            before == null ? Instant.EPOCH : before.madeAt,
            since));
    return before != null && assigned < before.assigned;
  }

  /// As [#assign], after a restart: whether the pods were seen is not known, so what was reported
  /// after the last look counts as not seen.
  void restore(
      ObjectRef object,
      String cluster,
      PodDemand request,
      int assigned,
      int made,
      Instant madeAt,
      Instant now) {
    Claim claim = new Claim(request, assigned, 0, made, madeAt, now);
    put(object, cluster, claim.lookedAt(lookedAt.getOrDefault(cluster, Instant.EPOCH)));
  }

  /// The member says how many pods it has made of the object.
  void reported(ObjectRef object, String cluster, int made, Instant at) {
    Claim before = claim(object, cluster);
    if (before != null) {
      put(
          object,
          cluster,
          before.reporting(made, at).lookedAt(lookedAt.getOrDefault(cluster, Instant.EPOCH)));
    }
  }

  /// The member's free room was taken anew at that time.
  ///
  /// @return whether some claims are now known to be part of it, so that more room may be left
  ///   although the member reports what it did before
  boolean looked(String cluster, Instant at, Instant now) {
    lookedAt.put(cluster, at);
    Map<ObjectRef, Claim> here = claims.get(cluster);
    if (here == null) {
      return false;
    }
    boolean released = false;
    for (Iterator<Map.Entry<ObjectRef, Claim>> all = here.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<ObjectRef, Claim> entry = all.next();
      Claim claim = entry.getValue().lookedAt(at);
      released |= claim.seen > entry.getValue().seen;
      if (claim.unseen() <= 0 || claim.since.plus(timeout).isBefore(now)) {
        all.remove();
        released = true;
      } else {
        entry.setValue(claim);
      }
    }
    nets.remove(cluster);
    return released;
  }

  /// The member answers again. While it did not it could not make any pods, nor tell of them, so
  /// what is claimed there is waited for anew.
  void returned(String cluster, Instant now) {
    Map<ObjectRef, Claim> here = claims.get(cluster);
    if (here != null) {
      here.replaceAll((_, claim) -> claim.since(now));
    }
  }

  void forgetCluster(String cluster) {
    claims.remove(cluster);
    lookedAt.remove(cluster);
    nets.remove(cluster);
  }

  /// Drops the object's claims in all members but those that are named.
  ///
  /// @return whether there were any
  boolean keepOnly(ObjectRef object, Set<String> clusters) {
    boolean released = false;
    for (Iterator<Map.Entry<String, Map<ObjectRef, Claim>>> all = claims.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, Map<ObjectRef, Claim>> here = all.next();
      if (!clusters.contains(here.getKey()) && here.getValue().remove(object) != null) {
        nets.remove(here.getKey());
        released = true;
      }
    }
    return released;
  }

  /// Pods of the object that the member's free room is without, of those that it reported.
  int seen(ObjectRef object, String cluster, int made) {
    Claim claim = claim(object, cluster);
    return claim == null ? made : Math.min(claim.seen, made);
  }

  /// What is left of a member's free room for an object, without what others have claimed.
  FreeRoom left(String cluster, FreeRoom base, ObjectRef object) {
    Map<ObjectRef, Claim> here = claims.get(cluster);
    if (here == null || here.isEmpty()) {
      return base;
    }
    if (here.containsKey(object)) {
      return minus(base, here, object);
    }
    Net net = nets.get(cluster);
    if (net == null || !net.base.equals(base)) {
      net = new Net(base, minus(base, here, null));
      nets.put(cluster, net);
    }
    return net.left;
  }

  /// Pods that others have claimed and that the member's free room cannot hold, so that they wait
  /// for pods to end.
  int unmet(String cluster, FreeRoom base, ObjectRef object) {
    FreeRoom left = base;
    long unmet = 0;
    for (Map.Entry<ObjectRef, Claim> entry : claims.getOrDefault(cluster, Map.of()).entrySet()) {
      Claim claim = entry.getValue();
      if (!entry.getKey().equals(object)) {
        unmet += Math.max(0, claim.unseen() - left.pods(claim.request));
        left = left.minus(claim.request, claim.unseen());
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, unmet);
  }

  /// Pods that are claimed and not seen in a member.
  int unseen(String cluster) {
    return claims.getOrDefault(cluster, Map.of()).values().stream().mapToInt(Claim::unseen).sum();
  }

  private static FreeRoom minus(
      FreeRoom base, Map<ObjectRef, Claim> claims, @Nullable ObjectRef except) {
    Map<PodDemand, Long> alike = new LinkedHashMap<>();
    claims.forEach((object, claim) -> {
      if (!object.equals(except)) {
        alike.merge(claim.request, (long) claim.unseen(), Long::sum);
      }
    });
    FreeRoom left = base;
    for (Map.Entry<PodDemand, Long> pods : alike.entrySet()) {
      left = left.minus(pods.getKey(), pods.getValue());
    }
    return left;
  }

  private @Nullable Claim claim(ObjectRef object, String cluster) {
    return claims.getOrDefault(cluster, Map.of()).get(object);
  }

  private void put(ObjectRef object, String cluster, Claim claim) {
    Map<ObjectRef, Claim> here = claims.computeIfAbsent(cluster, _ -> new LinkedHashMap<>());
    Claim before = claim.unseen() > 0 ? here.put(object, claim) : here.remove(object);
    if (before == null && claim.unseen() > 0) {
      nets.computeIfPresent(
          cluster, (_, net) -> new Net(net.base, net.left.minus(claim.request, claim.unseen())));
    } else if (!claim.equals(before)) {
      nets.remove(cluster);
    }
  }
}
