package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a stored role or binding lacks of the one that a server wants: rules, subjects, labels and
/// annotations are added, nothing is taken away, and what an administrator has set stays. Pure
/// functions, with the semantics of Kubernetes' reconciliation at start (and of `kubectl auth
/// reconcile`).
final class RoleReconciliation {

  private RoleReconciliation() {}

  /// Whether an administrator has said that an object shall stay as it is.
  static boolean isProtected(ObjectNode existing) {
    return Trees.map(existing, "metadata", "annotations")
        .getOrDefault(RoleCatalog.AUTO_UPDATE, "")
        .equals("false");
  }

  /// Whether a binding gives another role, which can be changed only by making it anew.
  static boolean givesAnotherRole(ObjectNode existing, ObjectNode wanted) {
    return wanted.has("roleRef") && !RoleRef.of(existing).equals(RoleRef.of(wanted));
  }

  /// @return a new object; equal to the existing one when nothing is missing
  static ObjectNode completed(ObjectNode existing, ObjectNode wanted) {
    ObjectNode result = existing.deepCopy();
    addStrings(result, wanted, "labels");
    addStrings(result, wanted, "annotations");
    addItems(result, wanted, "subjects");
    if (wanted.get("aggregationRule") instanceof ObjectNode rule) {
      addItems(Trees.makeObject(result, "aggregationRule"), rule, "clusterRoleSelectors");
    } else {
      addRules(result, wanted);
    }
    return result;
  }

  private static void addStrings(ObjectNode result, ObjectNode wanted, String field) {
    Map<String, String> has = Trees.map(result, "metadata", field);
    Trees.map(wanted, "metadata", field)
        .forEach((key, value) -> {
          if (!has.containsKey(key)) {
            Trees.makeObject(Trees.makeObject(result, "metadata"), field).put(key, value);
          }
        });
  }

  private static void addRules(ObjectNode result, ObjectNode wanted) {
    List<Rule> missing = RuleCover.missing(rules(result), rules(wanted));
    if (!missing.isEmpty()) {
      ArrayNode all =
          result.get("rules") instanceof ArrayNode some ? some : result.putArray("rules");
      missing.forEach(rule -> all.add(rule.json()));
    }
  }

  private static List<Rule> rules(ObjectNode role) {
    return Trees.objects(role, "rules").stream().map(Rule::of).toList();
  }

  private static void addItems(ObjectNode result, ObjectNode wanted, String field) {
    JsonNode items = Json.at(wanted, field);
    if (items == null) {
      return;
    }
    for (JsonNode item : items) {
      ArrayNode all = result.get(field) instanceof ArrayNode some ? some : result.putArray(field);
      boolean there = false;
      for (JsonNode one : all) {
        there |= one.equals(item);
      }
      if (!there) {
        all.add(item.deepCopy());
      }
    }
  }
}
