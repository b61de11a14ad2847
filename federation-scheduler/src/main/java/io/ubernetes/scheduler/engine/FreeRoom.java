package io.ubernetes.scheduler.engine;

import io.ubernetes.model.PodRequest;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a member's nodes still have free, in groups of nodes with the same free room. Immutable.
///
/// @param groups in one order that depends on nothing but the groups
public record FreeRoom(List<Group> groups) {

  /// Beyond this, groups that are alike are put together at what the poorer one has, so that many
  /// different reservations cannot make every later decision slow.
  static final int MAX_GROUPS = 64;

  /// More pods than an object can ask for; sums stop here.
  static final long MAX_PODS = Integer.MAX_VALUE;

  private static final Comparator<Group> ORDER =
      Comparator.comparing(Group::free, FreeRoom::compareFree).thenComparingInt(Group::nodes);

  public FreeRoom {
    groups = groups.stream().filter(group -> group.nodes > 0).sorted(ORDER).toList();
  }

  /// Nodes that all have `free` left.
  ///
  /// @param free resource name to thousandths of a unit, rounded down; what is absent is 0
  public record Group(int nodes, SortedMap<String, Long> free) {
    public Group {
      free = Collections.unmodifiableSortedMap(new TreeMap<>(free));
    }

    /// How many pods one of the nodes can take.
    long podsPerNode(PodRequest request) {
      long pods = MAX_PODS;
      for (Map.Entry<String, Long> asked : request.thousandths().entrySet()) {
        long left = Math.max(0, free.getOrDefault(asked.getKey(), 0L));
        pods = Math.min(pods, left / asked.getValue());
      }
      return pods;
    }

    long pods(PodRequest request) {
      return Math.min(MAX_PODS, nodes * podsPerNode(request));
    }

    private Group with(int nodes, PodRequest request, long podsPerNode) {
      SortedMap<String, Long> left = new TreeMap<>(free);
      request
          .thousandths()
          .forEach(
              (name, amount) -> left.computeIfPresent(name, (_, l) -> l - amount * podsPerNode));
      return new Group(nodes, left);
    }
  }

  /// What a member's status says.
  ///
  /// @throws IllegalArgumentException when a text is no quantity
  public static FreeRoom of(List<ClusterStatus.FreeRoom> reported) {
    List<Group> groups = new ArrayList<>();
    for (ClusterStatus.FreeRoom group : reported) {
      SortedMap<String, Long> free = new TreeMap<>();
      group.free().forEach((name, text) -> free.put(name, thousandths(text)));
      groups.add(new Group(group.nodes(), free));
    }
    return new FreeRoom(groups);
  }

  private static long thousandths(String quantity) {
    return Quantity.parse(quantity)
        .exact()
        .movePointRight(3)
        .setScale(0, RoundingMode.FLOOR)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /// How many such pods fit; at most [#MAX_PODS].
  public long pods(PodRequest request) {
    long pods = 0;
    for (Group group : groups) {
      pods = Math.min(MAX_PODS, pods + group.pods(request));
    }
    return pods;
  }

  /// What is left after `pods` such pods have started. They are spread over the nodes in proportion
  /// to what these can take, as Kubernetes' scheduler does by default; pods that do not fit take
  /// nothing.
  public FreeRoom minus(PodRequest request, long pods) {
    if (pods <= 0) {
      return this;
    }
    List<Share> shares = new ArrayList<>();
    for (Group group : groups) {
      long fit = group.pods(request);
      shares.add(new Share(fit, 0, (int) fit));
    }
    int[] taken = Webster.divide((int) Math.min(pods, MAX_PODS), shares);
    List<Group> left = new ArrayList<>();
    for (int i = 0; i < taken.length; i++) {
      Group group = groups.get(i);
      int more = taken[i] % group.nodes;
      long each = taken[i] / group.nodes;
      left.add(group.with(group.nodes - more, request, each));
      left.add(group.with(more, request, each + 1));
    }
    return new FreeRoom(compacted(new FreeRoom(left).groups));
  }

  /// Joins equal neighbours, and then the smallest ones as far as there are too many.
  private static List<Group> compacted(List<Group> sorted) {
    List<Group> groups = new ArrayList<>();
    for (Group group : sorted) {
      if (!groups.isEmpty() && groups.getLast().free.equals(group.free)) {
        groups.set(groups.size() - 1, joined(groups.getLast(), group));
      } else {
        groups.add(group);
      }
    }
    while (groups.size() > MAX_GROUPS) {
      int at = 0;
      for (int i = 1; i < groups.size() - 1; i++) {
        if (nodes(groups, i) < nodes(groups, at)) {
          at = i;
        }
      }
      groups.set(at, joined(groups.get(at), groups.remove(at + 1)));
    }
    return groups;
  }

  private static long nodes(List<Group> groups, int at) {
    return (long) groups.get(at).nodes + groups.get(at + 1).nodes;
  }

  private static Group joined(Group a, Group b) {
    SortedMap<String, Long> least = new TreeMap<>(a.free);
    least.keySet().retainAll(b.free.keySet());
    least.replaceAll((name, amount) -> Math.min(amount, b.free.getOrDefault(name, 0L)));
    return new Group(a.nodes + b.nodes, least);
  }

  private static int compareFree(SortedMap<String, Long> a, SortedMap<String, Long> b) {
    var left = a.entrySet().iterator();
    var right = b.entrySet().iterator();
    while (left.hasNext() && right.hasNext()) {
      Map.Entry<String, Long> l = left.next();
      Map.Entry<String, Long> r = right.next();
      int byName = l.getKey().compareTo(r.getKey());
      int order = byName != 0 ? byName : l.getValue().compareTo(r.getValue());
      if (order != 0) {
        return order;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }
}
