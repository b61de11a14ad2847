package io.ubernetes.controllers.cluster;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.ClusterStatus.FreeRoom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sums up what the nodes of a member have and what the pods on them ask for. Pure functions.
final class NodeRoom {

  /// So many groups are told exactly.
  private static final int EXACT_GROUPS = 64;

  /// More groups than that are made fewer by rounding the rooms down further. A thousand nodes that
  /// are all different are all told: with fewer groups than nodes, how many large pods still fit
  /// cannot be told to some percent.
  static final int MAX_GROUPS = 1024;

  /// Rounding down to so many leading binary digits loses less than 1/128 of a room.
  private static final int FINEST_DIGITS = 8;

  private static final long MILLIS_PER_UNIT = 1000;
  private static final List<String> BINARY_UNITS = List.of("", "Ki", "Mi", "Gi");

  /// Neighbours in this order are much alike in what is short most often.
  private static final Comparator<FreeRoom> BY_ROOM =
      Comparator.comparing((FreeRoom group) -> amount(group, "cpu"))
          .thenComparing(group -> amount(group, "memory"))
          .thenComparing(group -> new TreeMap<>(group.free()).toString());

  private NodeRoom() {}

  /// @param capacity of all nodes
  /// @param allocatable of the nodes that take new pods
  /// @param requested by the pods on those
  /// @param room the free room of the ready nodes that are not cordoned, tainted or not
  /// @param total nodes
  /// @param open nodes that take new pods
  record Summary(
      Map<String, Quantity> capacity,
      Map<String, Quantity> allocatable,
      Map<String, Quantity> requested,
      ClusterStatus.NodeRoom room,
      int total,
      int open) {}

  /// @param requests what the pods of each node ask for, by node and resource; pods included
  static Summary of(List<ApiObject> nodes, Map<String, Map<String, Quantity>> requests) {
    Map<String, Quantity> capacity = new TreeMap<>();
    Map<String, Quantity> allocatable = new TreeMap<>();
    Map<String, Quantity> requested = new TreeMap<>();
    List<NodeClasses.Node> usable = new ArrayList<>();
    int open = 0;
    for (ApiObject node : nodes) {
      add(capacity, quantities(Json.at(node.json(), "status", "capacity")));
      if (!isUsable(node)) {
        continue;
      }
      Map<String, Quantity> has = quantities(Json.at(node.json(), "status", "allocatable"));
      Map<String, Quantity> used = requests.getOrDefault(node.name(), Map.of());
      NodeClasses.Node told = NodeClasses.Node.of(node, free(has, used));
      usable.add(told);
      if (told.taints().isEmpty()) {
        open++;
        add(allocatable, has);
        add(requested, used);
      }
    }
    return new Summary(
        capacity, allocatable, requested, NodeClasses.tell(usable), nodes.size(), open);
  }

  private static boolean isUsable(ApiObject node) {
    JsonNode spec = node.spec();
    boolean cordoned = spec != null && spec.path("unschedulable").asBoolean(false);
    return !cordoned && isReady(node);
  }

  private static boolean isReady(ApiObject node) {
    JsonNode conditions = Json.at(node.json(), "status", "conditions");
    if (conditions == null) {
      return false;
    }
    for (JsonNode condition : conditions) {
      if ("Ready".equals(Json.text(condition, "type"))) {
        return "True".equals(Json.text(condition, "status"));
      }
    }
    return false;
  }

  private static Map<String, Quantity> free(Map<String, Quantity> has, Map<String, Quantity> used) {
    Map<String, Quantity> free = new TreeMap<>();
    has.forEach((resource, amount) -> {
      Quantity left = amount.subtract(used.getOrDefault(resource, Quantity.ZERO));
      free.put(resource, left.signum() < 0 ? Quantity.ZERO : left);
    });
    return free;
  }

  /// Nodes with the same room are one group. Where that makes too many groups, rooms are rounded
  /// down, coarser and coarser, and at last neighbours are put together at the least that all of
  /// them have: no group promises more than each of its nodes has.
  static List<FreeRoom> groups(List<Map<String, Quantity>> rooms) {
    return groups(rooms, MAX_GROUPS);
  }

  /// @param most groups
  static List<FreeRoom> groups(List<Map<String, Quantity>> rooms, int most) {
    List<FreeRoom> groups = count(rooms, 0);
    if (groups.size() <= Math.min(EXACT_GROUPS, most)) {
      return groups;
    }
    groups = count(rooms, FINEST_DIGITS);
    for (int digits = FINEST_DIGITS - 1; groups.size() > most && digits > 0; digits--) {
      groups = count(rooms, digits);
    }
    return groups.size() > most ? merged(groups, most) : groups;
  }

  private static List<FreeRoom> merged(List<FreeRoom> groups, int most) {
    List<FreeRoom> sorted = groups.stream().sorted(BY_ROOM).toList();
    List<FreeRoom> merged = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      int from = (int) ((long) i * sorted.size() / most);
      int to = (int) ((i + 1L) * sorted.size() / most);
      merged.add(sorted.subList(from, to).stream().reduce(NodeRoom::least).orElseThrow());
    }
    return List.copyOf(merged);
  }

  private static Quantity amount(FreeRoom group, String resource) {
    return Quantity.parse(group.free().getOrDefault(resource, "0"));
  }

  private static Map<String, Quantity> exactRoom(FreeRoom group) {
    Map<String, Quantity> room = new TreeMap<>();
    group.free().forEach((resource, amount) -> room.put(resource, Quantity.parse(amount)));
    return room;
  }

  /// What each node of both groups has.
  private static FreeRoom least(FreeRoom left, FreeRoom right) {
    Map<String, Quantity> mine = exactRoom(left);
    Map<String, String> least = new TreeMap<>();
    exactRoom(right)
        .forEach((resource, other) -> {
          Quantity own = mine.getOrDefault(resource, Quantity.ZERO);
          least.put(resource, (own.compareTo(other) < 0 ? own : other).toString());
        });
    return new FreeRoom(left.nodes() + right.nodes(), least);
  }

  private static List<FreeRoom> count(List<Map<String, Quantity>> rooms, int digits) {
    Map<Map<String, String>, Integer> groups = new HashMap<>();
    for (Map<String, Quantity> room : rooms) {
      Map<String, String> rounded = new TreeMap<>();
      room.forEach((resource, amount) ->
          rounded.put(resource, text(digits == 0 ? amount : roundDown(amount, digits))));
      groups.merge(rounded, 1, Integer::sum);
    }
    return groups.entrySet().stream()
        .map(entry -> new FreeRoom(entry.getValue(), entry.getKey()))
        .sorted(Comparator.comparing((FreeRoom group) -> new TreeMap<>(group.free()).toString()))
        .toList();
  }

  /// With the largest binary unit that it is a multiple of, which is short once it is rounded.
  private static String text(Quantity amount) {
    long millis = amount.milliValue();
    long units = millis / MILLIS_PER_UNIT;
    int unit = Math.min(BINARY_UNITS.size() - 1, Long.numberOfTrailingZeros(units) / 10);
    return units == 0 || unit == 0 || millis % MILLIS_PER_UNIT != 0
        ? amount.toString()
        : (units >> (10 * unit)) + BINARY_UNITS.get(unit);
  }

  /// Whole amounts (bytes, pods, devices) stay whole, so that small counts are not cut at all.
  private static Quantity roundDown(Quantity amount, int digits) {
    long millis = amount.milliValue();
    long unit = millis % MILLIS_PER_UNIT == 0 ? MILLIS_PER_UNIT : 1;
    long units = millis / unit;
    int drop = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(units) - digits);
    return Quantity.ofMillis(((units >> drop) << drop) * unit);
  }

  static Map<String, Quantity> quantities(@Nullable JsonNode map) {
    Map<String, Quantity> result = new TreeMap<>();
    if (map != null) {
      for (Map.Entry<String, JsonNode> entry : map.properties()) {
        Quantity.tryParse(entry.getValue().asString())
            .ifPresent(quantity -> result.put(entry.getKey(), quantity));
      }
    }
    return result;
  }

  static void add(Map<String, Quantity> sum, Map<String, Quantity> more) {
    more.forEach((resource, amount) -> sum.merge(resource, amount, Quantity::add));
  }
}
