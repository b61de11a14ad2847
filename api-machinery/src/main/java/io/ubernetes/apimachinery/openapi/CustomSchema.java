package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the schema of a custom resource: in version 3 as its author wrote it, with the fields
/// that every object has; in version 2 without what version 2 cannot say, as Kubernetes leaves it
/// out.
final class CustomSchema {

  private final Dialect dialect;
  private final SchemaTree trees;

  CustomSchema(Dialect dialect, SchemaTree trees) {
    this.dialect = dialect;
    this.trees = trees;
  }

  /// @param schema of a whole object
  /// @param document what it was made of
  ObjectNode write(Schema schema, JsonNode document) {
    ObjectNode tree = (ObjectNode) document.deepCopy();
    if (dialect == Dialect.V2) {
      forVersion2(tree);
    }
    tree.put("type", "object");
    ObjectNode fields =
        tree.get("properties") instanceof ObjectNode there ? there : tree.putObject("properties");
    for (String name : List.of("apiVersion", "kind", "metadata")) {
      fields.set(name, trees.place(Objects.requireNonNull(schema.properties().get(name))));
    }
    return tree;
  }

  private static void forVersion2(ObjectNode tree) {
    List.of("allOf", "anyOf", "oneOf", "not").forEach(tree::remove);
    boolean free = tree.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
    boolean nullable = tree.path("nullable").asBoolean(false);
    if (nullable) {
      List.of("nullable", "type").forEach(tree::remove);
    }
    if (free || nullable) {
      List.of("items", "properties", "additionalProperties").forEach(tree::remove);
    }
    removeNullable(tree);
    for (Map.Entry<String, JsonNode> field : tree.path("properties").properties()) {
      if (field.getValue() instanceof ObjectNode inside) {
        forVersion2(inside);
      }
    }
    for (String part : List.of("items", "additionalProperties")) {
      if (tree.get(part) instanceof ObjectNode inside) {
        forVersion2(inside);
      }
    }
  }

  /// What may be null is not required there: clients of version 2 do not know null.
  private static void removeNullable(ObjectNode tree) {
    if (!(tree.get("required") instanceof ArrayNode required)) {
      return;
    }
    ArrayNode left = Json.object().arrayNode();
    for (JsonNode name : required) {
      JsonNode field = Json.at(tree, "properties", name.asString(""));
      if (field == null || !field.path("nullable").asBoolean(false)) {
        left.add(name);
      }
    }
    if (left.isEmpty()) {
      tree.remove("required");
    } else {
      tree.set("required", left);
    }
  }
}
