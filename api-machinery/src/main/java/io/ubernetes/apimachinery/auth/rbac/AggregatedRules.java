package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of a ClusterRole with an `aggregationRule`: those of all roles that its selectors
/// select, in the order of the selectors and then of names, each rule once. Pure functions.
final class AggregatedRules {

  private AggregatedRules() {}

  static boolean isAggregated(ObjectNode role) {
    return Trees.object(role, "aggregationRule") != null;
  }

  /// @param all every ClusterRole
  static ArrayNode of(ObjectNode role, List<ObjectNode> all) {
    List<ObjectNode> sorted =
        all.stream().sorted(Comparator.comparing(AggregatedRules::name)).toList();
    Set<ObjectNode> rules = new LinkedHashSet<>();
    for (ObjectNode selector : Trees.objects(role, "aggregationRule", "clusterRoleSelectors")) {
      LabelSelector labels = LabelSelector.fromJson(selector);
      for (ObjectNode other : sorted) {
        boolean selected = labels.matches(Trees.map(other, "metadata", "labels"));
        if (selected && !name(other).equals(name(role))) {
          rules.addAll(Trees.objects(other, "rules"));
        }
      }
    }
    ArrayNode sum = Json.object().arrayNode();
    rules.forEach(rule -> sum.add(rule.deepCopy()));
    return sum;
  }

  static String name(ObjectNode role) {
    return Json.text(role, "metadata", "name");
  }
}
