package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.CostBudget;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.schema.Correlation;
import io.ubernetes.apimachinery.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// All rules in CEL of a schema, at their places in it. Immutable and thread-safe; what has no
/// rules costs nothing, and rules are compiled when they are first asked.
final class RuleTree {

  private final @Nullable Node root;

  RuleTree(Schema schema) {
    this.root = node(schema, schema, "selfType");
  }

  boolean isEmpty() {
    return root == null;
  }

  /// What is wrong with a value.
  ///
  /// @param old the value before; null for a new one
  List<FieldError> check(JsonNode value, @Nullable JsonNode old, CostBudget budget) {
    return check(value, old, "", budget);
  }

  /// As [#check], of a value that stands at a path.
  List<FieldError> check(JsonNode value, @Nullable JsonNode old, String path, CostBudget budget) {
    Walk walk = new Walk(budget);
    if (root != null) {
      walk.visit(root, value, old, path);
    }
    return walk.errors;
  }

  private record Node(
      Schema schema,
      @Nullable RuleSet rules,
      Map<String, Node> fields,
      @Nullable Node values,
      @Nullable Node items,
      List<Node> alternatives) {}

  /// @param typed the schema that tells the types; the one above for a part of `allOf`
  private static @Nullable Node node(Schema schema, Schema typed, String name) {
    if (schema.builtIn()) {
      return null;
    }
    Map<String, Node> fields = new LinkedHashMap<>();
    for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
      Schema type = typed.properties().getOrDefault(field.getKey(), field.getValue());
      Node inside = node(field.getValue(), type, name + "." + field.getKey());
      if (inside != null) {
        fields.put(field.getKey(), inside);
      }
    }
    Node values =
        inner(schema.additionalProperties(), typed.additionalProperties(), name + ".@elem");
    Node items = inner(schema.items(), typed.items(), name + ".@idx");
    List<Node> alternatives = new ArrayList<>();
    for (Schema each : schema.alternatives().allOf()) {
      Node inside = node(each, typed, name);
      if (inside != null) {
        alternatives.add(inside);
      }
    }
    RuleSet rules = schema.rules().isEmpty() ? null : RuleSet.of(schema, typed, name);
    boolean nothing =
        rules == null
            && fields.isEmpty()
            && values == null
            && items == null
            && alternatives.isEmpty();
    return nothing ? null : new Node(typed, rules, fields, values, items, alternatives);
  }

  private static @Nullable Node inner(
      @Nullable Schema schema, @Nullable Schema typed, String name) {
    return schema == null ? null : node(schema, typed == null ? schema : typed, name);
  }

  /// One check of one object.
  private static final class Walk {
    private final CostBudget budget;
    private final List<FieldError> errors = new ArrayList<>();
    private boolean stopped;

    Walk(CostBudget budget) {
      this.budget = budget;
    }

    void visit(Node node, JsonNode value, @Nullable JsonNode old, String path) {
      if (stopped || value.isNull()) {
        return;
      }
      if (node.rules != null) {
        stopped = !node.rules.check(value, old, path, budget, errors);
      }
      for (Node alternative : node.alternatives) {
        visit(alternative, value, old, path);
      }
      if (value.isObject()) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
          JsonNode before = old == null ? null : old.get(field.getKey());
          Node named = node.fields.get(field.getKey());
          if (named != null) {
            visit(
                named,
                field.getValue(),
                before,
                path.isEmpty() ? field.getKey() : path + "." + field.getKey());
          } else if (node.values != null) {
            visit(node.values, field.getValue(), before, path + "[" + field.getKey() + "]");
          }
        }
      } else if (value.isArray() && node.items != null) {
        for (int i = 0; i < value.size(); i++) {
          JsonNode before = Correlation.item(node.schema, value.get(i), old);
          visit(node.items, value.get(i), before, path + "[" + i + "]");
        }
      }
    }
  }
}
