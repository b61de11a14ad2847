package io.ubernetes.scheduler.engine;

import java.util.List;

/// Clusters, or groups of them, that share what they get together.
final class Group implements Receiver {

  private final List<? extends Receiver> members;
  private final Sharing sharing;
  private final long weight;
  private final int floor;
  private final int ceiling;
  private final int assigned;
  private final int order;

  /// @param leastWeight its weight where its members have less: a group without room is a group
  /// @param leastFloor what it gets at least, if it can take it
  /// @param members in the order in which they are filled, where they are filled in order
  Group(
      List<? extends Receiver> members,
      Sharing sharing,
      int leastWeight,
      int leastFloor,
      int order) {
    this.members = members;
    this.sharing = sharing;
    this.order = order;
    long weights = 0;
    long floors = 0;
    long ceilings = 0;
    long had = 0;
    for (Receiver member : members) {
      weights = saturated(weights, member.weight());
      floors += Math.min(member.floor(), member.ceiling());
      ceilings += member.ceiling();
      had += member.assigned();
    }
    this.weight = Math.max(weights, leastWeight);
    this.ceiling = clamp(ceilings);
    this.floor = Math.min(Math.max(clamp(floors), leastFloor), ceiling);
    this.assigned = clamp(had);
  }

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  private static int clamp(long replicas) {
    return (int) Math.min(replicas, Integer.MAX_VALUE);
  }

  @Override
  public long weight() {
    return weight;
  }

  @Override
  public int floor() {
    return floor;
  }

  @Override
  public int ceiling() {
    return ceiling;
  }

  @Override
  public int assigned() {
    return assigned;
  }

  @Override
  public int order() {
    return order;
  }

  @Override
  public void give(int replicas, Mode mode) {
    int[] parts = new Division(members, sharing).divide(replicas, mode);
    for (int i = 0; i < parts.length; i++) {
      members.get(i).give(parts[i], mode);
    }
  }
}
