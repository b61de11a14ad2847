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
/// member does not report them for too long. Where an object has to leave pods that were seen, the
/// claim stays until the member's status is taken anew: up to then their room is not free, and
/// still the object's own if it comes back.
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

    /// Pods that will use room which the member tells of.
    int unseen() {
      return Math.max(0, assigned - seen);
    }

    boolean isSettled() {
      return assigned == seen;
    }

    /// Whether pods may have ended and made room that the member has told of.
    boolean isLeft(Instant lookedAt) {
      return assigned < seen && !lookedAt.isBefore(since);
    }

    Claim lookedAt(Instant time) {
      return time.isAfter(madeAt) ? new Claim(request, assigned, made, made, madeAt, since) : this;
    }

    Claim since(Instant time) {
      return new Claim(request, assigned, seen, made, madeAt, time);
    }

    /// Reports of more pods than there can be are of those that were to end.
    Claim reporting(int pods, Instant at) {
      return pods == made || (pods > made && at.isBefore(since))
          ? this
          : new Claim(request, assigned, Math.min(seen, pods), pods, at, since);
    }

    /// Pods that were to end and shall stay after all may have ended before that was heard of.
    Claim assigning(PodDemand each, int replicas, Instant now) {
      if (replicas > assigned) {
        int sure = Math.min(seen, assigned);
        return new Claim(
            each, replicas, sure, Math.max(sure, Math.min(made, assigned)), madeAt, now);
      }
      boolean goesOn = replicas == assigned || replicas > seen;
      return new Claim(each, replicas, seen, made, madeAt, goesOn ? since : now);
    }
  }

  /// What is left of a member's free room.
  ///
  /// @param unmet pods that are claimed and that it cannot hold, once somebody has asked
  private record Net(FreeRoom base, FreeRoom left, @Nullable Map<ObjectRef, Integer> unmet) {}

  /// The object was given so many replicas in the member.
  ///
  /// @param made pods that the member reported last
  /// @return whether less room is claimed than before
  boolean assign(
      ObjectRef object, String cluster, PodDemand request, int assigned, int made, Instant now) {
    Claim before = claim(object, cluster);
    put(
        object,
        cluster,
        before == null
            ? new Claim(request, assigned, made, made, Instant.EPOCH, now)
            : before.assigning(request, assigned, now));
    return before != null && assigned < before.assigned;
  }

  /// Others make way for pods of the object that the member has made and has no room for: up to
  /// then these count as not seen.
  void await(
      ObjectRef object, String cluster, PodDemand request, int assigned, int running, Instant now) {
    Claim before = claim(object, cluster);
    int seen = Math.min(running, before == null ? assigned : before.seen);
    Instant madeAt = before == null ? Instant.EPOCH : before.madeAt;
    put(object, cluster, new Claim(request, assigned, seen, seen, madeAt, now));
  }

  /// As [#assign], after a restart: whether the pods were seen is not known, so what was reported
  /// after the last look counts as not seen, and pods that are to be left as gone.
  void restore(
      ObjectRef object,
      String cluster,
      PodDemand request,
      int assigned,
      int made,
      Instant madeAt,
      Instant now) {
    Claim claim = new Claim(request, assigned, 0, Math.min(made, assigned), madeAt, now);
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
      if (claim.isSettled() || claim.isLeft(at) || claim.since.plus(timeout).isBefore(now)) {
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
  /// @return whether less room is claimed than before
  boolean keepOnly(ObjectRef object, Set<String> clusters) {
    boolean released = false;
    for (Iterator<Map.Entry<String, Map<ObjectRef, Claim>>> all = claims.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, Map<ObjectRef, Claim>> here = all.next();
      Claim dropped = clusters.contains(here.getKey()) ? null : here.getValue().remove(object);
      if (dropped != null && dropped.unseen() > 0) {
        nets.remove(here.getKey());
        released = true;
      }
    }
    return released;
  }

  /// Pods of the object that the member's free room is without, of those that it reported.
  int seen(ObjectRef object, String cluster, int assigned, int made) {
    Claim claim = claim(object, cluster);
    return Math.min(claim == null ? assigned : claim.seen, made);
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
    return net(cluster, base).left;
  }

  private Net net(String cluster, FreeRoom base) {
    Net net = nets.get(cluster);
    if (net == null || !net.base.equals(base)) {
      net = new Net(base, minus(base, claims.getOrDefault(cluster, Map.of()), null), null);
      nets.put(cluster, net);
    }
    return net;
  }

  /// How many pods of an object would have to end to hold those that others have claimed and that
  /// the member's free room cannot hold.
  int unmet(String cluster, FreeRoom base, ObjectRef object, PodDemand pod) {
    FreeRoom left = base;
    long unmet = 0;
    for (Map.Entry<ObjectRef, Claim> entry : claims.getOrDefault(cluster, Map.of()).entrySet()) {
      Claim claim = entry.getValue();
      if (!entry.getKey().equals(object)) {
        long others = Math.max(0, claim.unseen() - left.pods(claim.request));
        unmet += Math.min(FreeRoom.MAX_PODS, pod.request().pods(others, claim.request.request()));
        left = left.minus(claim.request, claim.unseen());
      }
    }
    return (int) Math.min(Integer.MAX_VALUE, unmet);
  }

  /// Pods of an object that it was given in the member and that hold no room there.
  ///
  /// @param waiting pods that the member has reported to be without room; those of them that it has
  ///   made since it was looked at are among the claimed ones
  int idle(ObjectRef object, String cluster, FreeRoom base, int waiting) {
    Claim claim = claim(object, cluster);
    if (claim == null || claim.unseen() == 0) {
      return waiting;
    }
    int unmet = unmet(cluster, base).getOrDefault(object, 0);
    int among = Math.min(waiting, Math.max(0, claim.made - claim.seen));
    return Math.max(waiting, unmet + waiting - among);
  }

  /// Pods that are claimed in a member and that its free room cannot hold; who claimed first has
  /// it.
  private Map<ObjectRef, Integer> unmet(String cluster, FreeRoom base) {
    Net net = net(cluster, base);
    Map<ObjectRef, Integer> unmet = net.unmet;
    if (unmet == null) {
      unmet = new HashMap<>();
      FreeRoom left = base;
      for (Map.Entry<ObjectRef, Claim> entry : claims.getOrDefault(cluster, Map.of()).entrySet()) {
        Claim claim = entry.getValue();
        long fits = left.pods(claim.request);
        if (fits < claim.unseen()) {
          unmet.put(entry.getKey(), (int) (claim.unseen() - fits));
        }
        left = left.minus(claim.request, claim.unseen());
      }
      nets.put(cluster, new Net(base, net.left, unmet));
    }
    return unmet;
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
    Claim before = claim.isSettled() ? here.remove(object) : here.put(object, claim);
    if (before == null && claim.unseen() > 0) {
      nets.computeIfPresent(
          cluster,
          (_, net) -> new Net(net.base, net.left.minus(claim.request, claim.unseen()), null));
    } else if (!claim.equals(before)) {
      nets.remove(cluster);
    }
  }
}
