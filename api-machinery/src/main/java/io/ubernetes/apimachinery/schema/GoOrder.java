package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The order in which Kubernetes writes the fields of its objects: that of its Go structs, and that
/// of the keys in maps and in custom resources. Programs do not depend on it, but people see it in
/// messages. Pure functions.
public final class GoOrder {

  private GoOrder() {}

  /// A copy in that order. What no schema says anything of stays as it is.
  public static JsonNode of(JsonNode value, @Nullable Schema schema) {
    if (schema == null) {
      return value;
    }
    if (!schema.builtIn()) {
      return sorted(value);
    }
    return switch (value) {
      case ObjectNode object when schema.additionalProperties() != null ->
          map(object, schema.additionalProperties());
      case ObjectNode object -> struct(object, schema);
      case ArrayNode list -> {
        ArrayNode ordered = list.arrayNode();
        list.forEach(item -> ordered.add(of(item, schema.items())));
        yield ordered;
      }
      default -> value;
    };
  }

  /// A copy in the order of the keys, at every depth.
  public static JsonNode sorted(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode ordered = Json.object();
        object.properties().stream()
            .sorted(Map.Entry.comparingByKey())
            .forEach(field -> ordered.set(field.getKey(), sorted(field.getValue())));
        yield ordered;
      }
      case ArrayNode list -> {
        ArrayNode ordered = list.arrayNode();
        list.forEach(item -> ordered.add(sorted(item)));
        yield ordered;
      }
      default -> value;
    };
  }

  private static ObjectNode map(ObjectNode object, Schema values) {
    ObjectNode ordered = Json.object();
    object.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(field -> ordered.set(field.getKey(), of(field.getValue(), values)));
    return ordered;
  }

  private static ObjectNode struct(ObjectNode object, Schema schema) {
    ObjectNode ordered = Json.object();
    for (String name : SchemaNode.of(schema).order()) {
      JsonNode value = object.get(name);
      if (value != null) {
        ordered.set(name, of(value, schema.property(name)));
      }
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!ordered.has(field.getKey())) {
        ordered.set(field.getKey(), field.getValue());
      }
    }
    return ordered;
  }
}
