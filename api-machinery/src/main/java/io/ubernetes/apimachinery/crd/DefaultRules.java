package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.CostBudget;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.schema.Pruning;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.SchemaValidation;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Defaults must be what their schemas ask for, and must not have fields that would be pruned.
final class DefaultRules {

  private DefaultRules() {}

  /// @param schema structural
  static void check(JsonNode schema, FieldPath path, FieldErrors errors) {
    JsonNode value = schema.get("default");
    if (value != null) {
      checkValue(schema, value, path.child("default"), errors);
    }
    if (schema.path("items").isObject()) {
      check(schema.get("items"), path.child("items"), errors);
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      check(field.getValue(), path.child("properties").key(field.getKey()), errors);
    }
  }

  private static void checkValue(
      JsonNode document, JsonNode value, FieldPath path, FieldErrors errors) {
    if (!isType(document)) {
      return; // the type itself is what is wrong
    }
    Schema schema = StructuralSchema.of(document);
    if (value instanceof ObjectNode object && !Pruning.apply(schema, object.deepCopy()).isEmpty()) {
      errors.invalid(path, value, "must not have unknown fields");
    }
    List<FieldError> wrong = SchemaValidation.validate(schema, value, "");
    for (FieldError error : wrong) {
      String below = error.field();
      String place =
          below.isEmpty()
              ? path.toString()
              : below.startsWith("[") ? path + below : path + "." + below;
      errors.add(new FieldError(error.type(), place, error.message()));
    }
    if (wrong.isEmpty()) {
      RuleTree rules = new RuleTree(schema);
      rules.check(value, value, path.toString(), CostBudget.ofRequest()).forEach(errors::add);
    }
  }

  private static boolean isType(JsonNode schema) {
    return KeywordRules.TYPES.contains(schema.path("type").asString(""))
        || schema.path("type").isMissingNode();
  }
}
