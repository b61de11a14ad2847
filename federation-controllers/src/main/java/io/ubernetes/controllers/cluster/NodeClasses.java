package io.ubernetes.controllers.cluster;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.ClusterStatus.FreeRoom;
import io.ubernetes.model.federation.ClusterStatus.NodeClass;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Tells the nodes of a member apart by what pods choose nodes by: labels and taints. So that a
/// Cluster stays small there are few classes: labels that differ from node to node make none, and
/// are told as untold. Pure functions.
final class NodeClasses {

  /// The name of a node, in effect.
  private static final String HOSTNAME = "kubernetes.io/hostname";

  /// A label with more values than that tells nodes apart, not kinds of nodes.
  static final int MAX_VALUES = 16;

  /// More classes than that are made fewer by leaving out labels, those with most values first; if
  /// there are still too many, by taints, the smallest classes are left out.
  static final int MAX_CLASSES = 32;

  private NodeClasses() {}

  /// A node that is ready and not cordoned.
  ///
  /// @param taints those that keep pods away, in one order
  /// @param room what it has left
  record Node(Map<String, String> labels, List<Taint> taints, Map<String, Quantity> room) {

    static Node of(ApiObject node, Map<String, Quantity> room) {
      List<Taint> taints = new ArrayList<>();
      JsonNode given = Json.at(node.json(), "spec", "taints");
      if (given != null) {
        for (JsonNode taint : given) {
          String effect = Json.text(taint, "effect");
          if (!effect.equals("PreferNoSchedule")) {
            taints.add(new Taint(Json.text(taint, "key"), Json.text(taint, "value"), effect));
          }
        }
      }
      taints.sort(Comparator.comparing(Taint::toString));
      return new Node(node.labels(), taints, room);
    }

    private Kind kind(Set<String> told) {
      Map<String, String> known = new TreeMap<>(labels);
      known.keySet().retainAll(told);
      return new Kind(known, taints);
    }
  }

  private record Kind(Map<String, String> labels, List<Taint> taints) {}

  static ClusterStatus.NodeRoom tell(List<Node> nodes) {
    Map<String, Set<String>> values = values(nodes);
    Set<String> told = new TreeSet<>();
    values.forEach((key, all) -> {
      if (all.size() <= MAX_VALUES && !key.equals(HOSTNAME)) {
        told.add(key);
      }
    });
    Map<Kind, List<Map<String, Quantity>>> classes = classes(nodes, told);
    while (classes.size() > MAX_CLASSES && !told.isEmpty()) {
      told.remove(mostValues(told, values));
      classes = classes(nodes, told);
    }
    Map<String, String> common = common(nodes, told);
    Set<String> untold = new TreeSet<>(values.keySet());
    untold.removeAll(told);
    return told(classes, nodes.size(), common, untold);
  }

  /// The values of each label; of nodes that do not have it, none.
  private static Map<String, Set<String>> values(List<Node> nodes) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (Node node : nodes) {
      node.labels.forEach(
          (key, value) -> values.computeIfAbsent(key, _ -> new HashSet<>()).add(value));
    }
    return values;
  }

  private static String mostValues(Set<String> told, Map<String, Set<String>> values) {
    return told.stream()
        .max(
            Comparator.comparingInt((String key) -> values.getOrDefault(key, Set.of()).size())
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  private static Map<Kind, List<Map<String, Quantity>>> classes(
      List<Node> nodes, Set<String> told) {
    Map<Kind, List<Map<String, Quantity>>> classes = new HashMap<>();
    for (Node node : nodes) {
      classes.computeIfAbsent(node.kind(told), _ -> new ArrayList<>()).add(node.room);
    }
    return classes;
  }

  private static Map<String, String> common(List<Node> nodes, Set<String> told) {
    if (nodes.isEmpty()) {
      return Map.of();
    }
    Map<String, String> common = new TreeMap<>(nodes.getFirst().labels);
    common.keySet().retainAll(told);
    for (Node node : nodes) {
      common
          .entrySet()
          .removeIf(entry -> !entry.getValue().equals(node.labels.get(entry.getKey())));
    }
    return common;
  }

  private static ClusterStatus.NodeRoom told(
      Map<Kind, List<Map<String, Quantity>>> classes,
      int nodes,
      Map<String, String> common,
      Set<String> untold) {
    List<Map.Entry<Kind, List<Map<String, Quantity>>>> largest =
        new ArrayList<>(classes.entrySet());
    largest.sort(
        Comparator.comparingInt(
                (Map.Entry<Kind, List<Map<String, Quantity>>> e) -> -e.getValue().size())
            .thenComparing(entry -> entry.getKey().toString()));
    Set<String> resources = new TreeSet<>();
    List<List<FreeRoom>> groups = new ArrayList<>();
    int left = nodes;
    for (var each : largest.subList(0, Math.min(MAX_CLASSES, largest.size()))) {
      int share = (int) ((long) NodeRoom.MAX_GROUPS * each.getValue().size() / nodes);
      List<FreeRoom> here = NodeRoom.groups(each.getValue(), Math.max(1, share));
      here.forEach(group -> resources.addAll(group.free().keySet()));
      groups.add(here);
      left -= each.getValue().size();
    }
    List<String> order = List.copyOf(resources);
    List<NodeClass> result = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Map<String, String> labels = new TreeMap<>(largest.get(i).getKey().labels);
      labels.keySet().removeAll(common.keySet());
      result.add(
          new NodeClass(
              labels,
              largest.get(i).getKey().taints,
              groups.get(i).stream().map(group -> group.text(order)).toList()));
    }
    return new ClusterStatus.NodeRoom(common, List.copyOf(untold), left, order, result);
  }
}
