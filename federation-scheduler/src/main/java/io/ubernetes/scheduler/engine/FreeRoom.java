package io.ubernetes.scheduler.engine;

import io.ubernetes.model.PodRequest;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a member's nodes still have free, in groups of nodes with the same free room, in one order
/// that depends on nothing but the groups. Immutable, but for the last answer, which is remembered:
/// most objects ask for what others asked for.
public final class FreeRoom {

  /// Beyond this, groups that are alike are put together at what the poorer one has, so that many
  /// different reservations cannot make every later decision slow.
  static final int MAX_GROUPS = 1280;

  /// More pods than an object can ask for; sums stop here.
  public static final long MAX_PODS = Integer.MAX_VALUE;

  private static final Comparator<Row> ORDER =
      Comparator.comparingInt(Row::kind)
          .thenComparing(row -> row.free, Arrays::compare)
          .thenComparingInt(Row::nodes);

  private static final Comparator<NodeClass> BY_TEXT =
      Comparator.comparing((NodeClass kind) -> new TreeMap<>(kind.labels()).toString())
          .thenComparing(kind -> kind.taints().toString())
          .thenComparing(kind -> new TreeSet<>(kind.untold()).toString());

  /// Sorted.
  private final List<String> resources;

  /// What the rows' nodes are, by `kind`.
  private final List<NodeClass> classes;

  private final List<Row> rows;
  private volatile @Nullable Answer lastAnswer;

  /// Nodes of one class that all have `free` left, by the position of the resource; thousandths of
  /// a unit.
  private record Row(int kind, int nodes, long[] free) {

    long pods(Need need) {
      return need.kinds[kind] ? Math.min(MAX_PODS, nodes * need.perNode(free)) : 0;
    }

    Row with(int some, Need need, long podsPerNode) {
      if (podsPerNode == 0) {
        return new Row(kind, some, free);
      }
      long[] left = free.clone();
      for (int i = 0; i < need.at.length; i++) {
        left[need.at[i]] -= need.amounts[i] * podsPerNode;
      }
      return new Row(kind, some, left);
    }

    /// Adds some of its nodes to others, with less of a resource.
    void split(int resource, int some, long less, List<Row> to) {
      if (some > 0) {
        long[] left = free.clone();
        left[resource] -= less;
        to.add(new Row(kind, some, left));
      }
    }

    boolean isAlike(Row other) {
      return kind == other.kind && Arrays.equals(free, other.free);
    }

    Row joined(Row other) {
      long[] least = free.clone();
      for (int i = 0; i < least.length; i++) {
        least[i] = Math.min(least[i], other.free[i]);
      }
      return new Row(kind, nodes + other.nodes, least);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Row that && nodes == that.nodes && isAlike(that);
    }

    @Override
    public int hashCode() {
      return 31 * nodes + Arrays.hashCode(free);
    }
  }

  /// What a pod asks for, by the position of the resource, and of which classes of nodes.
  private record Need(int[] at, long[] amounts, boolean[] kinds) {

    long perNode(long[] free) {
      long pods = MAX_PODS;
      for (int i = 0; i < at.length; i++) {
        pods = Math.min(pods, Math.max(0, free[at[i]]) / amounts[i]);
      }
      return pods;
    }
  }

  private record Answer(PodDemand pod, long pods) {}

  /// Nodes of one class that all have `free` left.
  ///
  /// @param free resource name to thousandths of a unit, rounded down; what is absent is 0
  public record Group(NodeClass kind, int nodes, SortedMap<String, Long> free) {
    public Group {
      free = Collections.unmodifiableSortedMap(new TreeMap<>(free));
    }

    public Group(int nodes, SortedMap<String, Long> free) {
      this(NodeClass.ANY, nodes, free);
    }
  }

  public FreeRoom(List<Group> groups) {
    this(resources(groups), groups);
  }

  private FreeRoom(List<String> resources, List<Group> groups) {
    this.resources = resources;
    this.classes = groups.stream().map(Group::kind).distinct().sorted(BY_TEXT).toList();
    Map<NodeClass, Integer> kinds = new HashMap<>();
    for (NodeClass kind : classes) {
      kinds.put(kind, kinds.size());
    }
    List<Row> made = new ArrayList<>(groups.size());
    for (Group group : groups) {
      if (group.nodes > 0) {
        long[] free = new long[resources.size()];
        for (int i = 0; i < free.length; i++) {
          free[i] = group.free.getOrDefault(resources.get(i), 0L);
        }
        made.add(new Row(kinds.getOrDefault(group.kind, 0), group.nodes, free));
      }
    }
    made.sort(ORDER);
    this.rows = List.copyOf(made);
  }

  private FreeRoom(List<Row> rows, FreeRoom like) {
    this.resources = like.resources;
    this.classes = like.classes;
    this.rows = rows;
  }

  private static List<String> resources(List<Group> groups) {
    SortedSet<String> names = new TreeSet<>();
    groups.forEach(group -> names.addAll(group.free.keySet()));
    return List.copyOf(names);
  }

  /// What a member's status says.
  ///
  /// @throws IllegalArgumentException when a text is no quantity
  public static FreeRoom of(ClusterStatus status) {
    List<Group> groups = new ArrayList<>();
    for (ClusterStatus.FreeRoom group : status.freeRoom()) {
      groups.add(new Group(group.nodes(), thousandths(group.free())));
    }
    ClusterStatus.NodeRoom nodes = status.nodeRoom();
    if (nodes != null) {
      for (ClusterStatus.NodeClass told : nodes.classes()) {
        NodeClass kind = NodeClass.of(nodes, told);
        for (ClusterStatus.FreeRoom group : nodes.groups(told)) {
          groups.add(new Group(kind, group.nodes(), thousandths(group.free())));
        }
      }
    }
    return new FreeRoom(groups);
  }

  private static SortedMap<String, Long> thousandths(Map<String, String> quantities) {
    SortedMap<String, Long> free = new TreeMap<>();
    quantities.forEach((name, text) -> free.put(name, thousandths(text)));
    return free;
  }

  private static long thousandths(String quantity) {
    return Quantity.parse(quantity)
        .exact()
        .movePointRight(3)
        .setScale(0, RoundingMode.FLOOR)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (Row row : rows) {
      SortedMap<String, Long> free = new TreeMap<>();
      for (int i = 0; i < row.free.length; i++) {
        free.put(resources.get(i), row.free[i]);
      }
      groups.add(new Group(classes.get(row.kind), row.nodes, free));
    }
    return groups;
  }

  /// How many such pods fit; at most [#MAX_PODS].
  public long pods(PodDemand pod) {
    Answer last = lastAnswer;
    if (last != null && last.pod.equals(pod)) {
      return last.pods;
    }
    long pods = counted(need(pod));
    lastAnswer = new Answer(pod, pods);
    return pods;
  }

  /// How many such pods fit if any node will do.
  public long pods(PodRequest request) {
    return pods(PodDemand.of(request));
  }

  /// Whether there are nodes on which such pods may run, with room or without.
  boolean isAnyFor(NodeDemand demand) {
    return classes.stream().anyMatch(demand::accepts);
  }

  /// Whether such pods may run on all nodes.
  boolean isAllFor(NodeDemand demand) {
    return classes.stream().allMatch(demand::accepts);
  }

  private long counted(@Nullable Need need) {
    if (need == null) {
      return 0;
    }
    long pods = 0;
    for (Row row : rows) {
      pods = Math.min(MAX_PODS, pods + row.pods(need));
    }
    return pods;
  }

  /// @return null where something is asked for that no node has
  private @Nullable Need need(PodDemand pod) {
    PodRequest request = pod.request();
    int[] at = new int[request.thousandths().size()];
    long[] amounts = new long[at.length];
    int n = 0;
    for (Map.Entry<String, Long> asked : request.thousandths().entrySet()) {
      at[n] = Collections.binarySearch(resources, asked.getKey());
      if (at[n] < 0) {
        return null;
      }
      amounts[n++] = asked.getValue();
    }
    boolean[] kinds = new boolean[classes.size()];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = pod.nodes().accepts(classes.get(i));
    }
    return new Need(at, amounts, kinds);
  }

  /// What is left after `pods` such pods have started. They are spread over the nodes in proportion
  /// to what these can take, as Kubernetes' scheduler does by default. Pods that do not fit so may
  /// well fit as the member places them, so they take what is left here and there: what is left is
  /// never more than what there was without them.
  public FreeRoom minus(PodDemand pod, long pods) {
    Need need = pods <= 0 ? null : need(pod);
    if (need == null) {
      return this;
    }
    int n = rows.size();
    long[] fits = new long[n];
    int[] ceilings = new int[n];
    for (int i = 0; i < n; i++) {
      fits[i] = rows.get(i).pods(need);
      ceilings[i] = (int) fits[i];
    }
    int[] none = new int[n];
    int[] taken = Webster.divide((int) Math.min(pods, MAX_PODS), fits, none, ceilings, none);
    List<Row> left = new ArrayList<>(n + 1);
    for (int i = 0; i < n; i++) {
      Row row = rows.get(i);
      int more = taken[i] % row.nodes;
      long each = taken[i] / row.nodes;
      if (taken[i] == 0) {
        left.add(row);
      } else {
        left.add(row.with(row.nodes - more, need, each));
        if (more > 0) {
          left.add(row.with(more, need, each + 1));
        }
      }
    }
    long rest = Math.min(pods, MAX_PODS);
    for (int some : taken) {
      rest -= some;
    }
    List<Row> rowsLeft = rest > 0 ? drained(left, need, rest) : left;
    rowsLeft.sort(ORDER);
    FreeRoom room = new FreeRoom(compacted(rowsLeft), this);
    long fitting = Arrays.stream(fits).sum();
    if (rest == 0 && fitting < MAX_PODS && rowsLeft.size() <= MAX_GROUPS) {
      // Nothing was drained or put together, so each pod that was taken is one that fits no more.
      room.lastAnswer = new Answer(pod, fitting - pods);
    }
    return room;
  }

  /// Takes as much as so many pods ask for from wherever anything is left.
  private static List<Row> drained(List<Row> left, Need need, long pods) {
    List<Row> drained = left;
    for (int i = 0; i < need.at.length; i++) {
      double missing = (double) need.amounts[i] * pods;
      List<Row> next = new ArrayList<>(drained.size() + 1);
      for (Row row : drained) {
        long each = need.kinds[row.kind] ? row.free[need.at[i]] : 0;
        int empty = each == 0 ? 0 : (int) Math.min(row.nodes, missing / each);
        long part =
            each == 0 || empty == row.nodes
                ? 0
                : (long) Math.max(0, missing - (double) empty * each);
        missing -= (double) empty * each + part;
        int some = part > 0 ? 1 : 0;
        row.split(need.at[i], empty, each, next);
        row.split(need.at[i], some, part, next);
        row.split(need.at[i], row.nodes - empty - some, 0, next);
      }
      drained = next;
    }
    return drained;
  }

  /// The same, if any node will do.
  public FreeRoom minus(PodRequest request, long pods) {
    return minus(PodDemand.of(request), pods);
  }

  /// Joins equal neighbours, and then the smallest ones as far as there are too many.
  private static List<Row> compacted(List<Row> sorted) {
    List<Row> joined = new ArrayList<>(sorted.size());
    for (Row row : sorted) {
      if (!joined.isEmpty() && joined.getLast().isAlike(row)) {
        joined.set(joined.size() - 1, joined.getLast().joined(row));
      } else {
        joined.add(row);
      }
    }
    while (joined.size() > MAX_GROUPS) {
      int at = -1;
      for (int i = 0; i < joined.size() - 1; i++) {
        boolean alike = joined.get(i).kind == joined.get(i + 1).kind;
        if (alike && (at < 0 || nodes(joined, i) < nodes(joined, at))) {
          at = i;
        }
      }
      if (at < 0) {
        break; // each class has one group
      }
      joined.set(at, joined.get(at).joined(joined.remove(at + 1)));
    }
    return List.copyOf(joined);
  }

  private static long nodes(List<Row> rows, int at) {
    return (long) rows.get(at).nodes + rows.get(at + 1).nodes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FreeRoom that
        && resources.equals(that.resources)
        && classes.equals(that.classes)
        && rows.equals(that.rows);
  }

  @Override
  public int hashCode() {
    return 31 * resources.hashCode() + rows.hashCode();
  }

  @Override
  public String toString() {
    return groups().toString();
  }
}
