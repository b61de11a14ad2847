package io.ubernetes.scheduler.engine;

import java.util.List;

/// Divides replicas over the members of one group: the floors first, the rest by weight or in
/// order, within what each can take. Unless everything may move it starts from what is assigned and
/// moves no more than it must: replicas are only added to members below the desired division, or
/// only removed from members above it: what is added by weight, as in Federation v1, what is
/// removed in proportion to the distance. So the division approaches the desired one with every
/// change of the total (the idea is KubeAdmiral's `avoidDisruption`).
final class Division {

  private final Sharing sharing;
  private final long[] weights;
  private final int[] floors;
  private final int[] ceilings;
  private final int[] assigned;
  private final int[] order;

  /// Whether nothing is assigned.
  private final boolean isNew;

  Division(List<? extends Receiver> members, Sharing sharing) {
    this.sharing = sharing;
    int n = members.size();
    long had = 0;
    weights = new long[n];
    floors = new int[n];
    ceilings = new int[n];
    assigned = new int[n];
    order = new int[n];
    for (int i = 0; i < n; i++) {
      Receiver member = members.get(i);
      weights[i] = member.weight();
      ceilings[i] = member.ceiling();
      floors[i] = Math.min(member.floor(), ceilings[i]);
      assigned[i] = member.assigned();
      order[i] = member.order();
      had += assigned[i];
    }
    isNew = had == 0;
  }

  /// What each member gets; less than the total together where they cannot take it.
  int[] divide(int total, Receiver.Mode mode) {
    grantFloors(total);
    int[] desired = desired(total);
    return switch (mode) {
      case DIVIDE_ANEW -> desired;
      case MEND -> mended(total, desired);
      case STAY -> nearest(total, desired, new Bounds(floors, ceilings));
    };
  }

  /// Where the floors are more than the total the heaviest have theirs first, as in Federation v1.
  private void grantFloors(int total) {
    long left = total;
    for (int floor : floors) {
      left -= floor;
    }
    if (left >= 0) {
      return;
    }
    left = total;
    for (int i : byPrecedence()) {
      floors[i] = (int) Math.min(left, floors[i]);
      left -= floors[i];
    }
  }

  private int[] byPrecedence() {
    Integer[] indices = new Integer[weights.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    java.util.Arrays.sort(
        indices,
        (a, b) -> {
          int byWeight = Long.compare(weights[b], weights[a]);
          return byWeight != 0 ? byWeight : Integer.compareUnsigned(order[a], order[b]);
        });
    int[] sorted = new int[indices.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = indices[i];
    }
    return sorted;
  }

  /// The division that is wanted where nothing is assigned yet or all may move.
  private int[] desired(int total) {
    return switch (sharing) {
      case Sharing.InOrder _ -> filled(total);
      case Sharing.ByWeight byWeight -> {
        if (!byWeight.isLimited()) {
          yield Webster.divide(total, weights, floors, ceilings, order);
        }
        int[] limited = limited(byWeight.maxSkew());
        int[] division = Webster.divide(total, weights, floors, limited, order, byWeight.maxSkew());
        yield byWeight.hard() || sum(division) == total
            ? division
            : Webster.divide(total, weights, division, ceilings, order);
      }
    };
  }

  private int[] filled(int total) {
    int[] division = floors.clone();
    long left = total - sum(floors);
    for (int i = 0; i < division.length && left > 0; i++) {
      int more = (int) Math.min(left, ceilings[i] - division[i]);
      division[i] += more;
      left -= more;
    }
    return division;
  }

  /// Nobody can be more than the skew ahead of the one that can take least.
  private int[] limited(int skew) {
    long most = (long) leastCeiling() + skew;
    int[] limited = ceilings.clone();
    for (int i = 0; i < limited.length; i++) {
      limited[i] = (int) Math.max(floors[i], Math.min(limited[i], most));
    }
    return limited;
  }

  private int leastCeiling() {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < ceilings.length; i++) {
      if (weights[i] > 0) {
        least = Math.min(least, ceilings[i]);
      }
    }
    return least == Integer.MAX_VALUE ? 0 : least;
  }

  private record Bounds(int[] least, int[] most) {}

  /// The nearest division that keeps to the skew, if that must be kept.
  private int[] mended(int total, int[] desired) {
    if (!(sharing instanceof Sharing.ByWeight byWeight)
        || !byWeight.isLimited()
        || !byWeight.hard()) {
      return nearest(total, desired, new Bounds(floors, ceilings));
    }
    int skew = byWeight.maxSkew();
    int level = new SkewLevel(weights, ceilings, assigned, skew).nearest(desired);
    int[] least = floors.clone();
    int[] most = ceilings.clone();
    for (int i = 0; i < least.length; i++) {
      if (weights[i] > 0) {
        most[i] = (int) Math.max(floors[i], Math.min(most[i], (long) level + skew));
        least[i] = Math.max(floors[i], Math.min(level, most[i]));
      }
    }
    int[] within = Webster.divide((int) sum(desired), weights, least, most, order);
    return nearest(total, within, new Bounds(least, most));
  }

  private int[] nearest(int total, int[] desired, Bounds bounds) {
    int[] division = new int[weights.length];
    for (int i = 0; i < division.length; i++) {
      division[i] = Math.clamp(assigned[i], bounds.least[i], bounds.most[i]);
    }
    long missing = total - sum(division);
    if (isNew && missing >= 0) {
      return desired; // there is nothing to keep
    }
    int direction = Long.signum(missing);
    if (direction == 0) {
      return division;
    }
    if (direction > 0 && sharing instanceof Sharing.ByWeight) {
      int[] most = new int[division.length];
      for (int i = 0; i < most.length; i++) {
        most[i] = Math.max(division[i], desired[i]);
      }
      return Webster.divide(total, weights, division, most, order);
    }
    long[] distances = new long[division.length];
    int[] room = new int[division.length];
    for (int i = 0; i < division.length; i++) {
      room[i] = Math.max(0, (desired[i] - division[i]) * direction);
      distances[i] = room[i];
    }
    int change = (int) Math.min(Integer.MAX_VALUE, Math.abs(missing));
    int[] changes = Webster.divide(change, distances, new int[room.length], room, order);
    for (int i = 0; i < division.length; i++) {
      division[i] += changes[i] * direction;
    }
    return division;
  }

  private static long sum(int[] counts) {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
