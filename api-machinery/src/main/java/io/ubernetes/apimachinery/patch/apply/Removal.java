package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Takes fields and list items out of an object.
final class Removal {

  private Removal() {}

  /// A copy of the object without what the set names. Its unchanged parts are those of the object
  /// itself, so it is for looking at, or needs a deep copy.
  static ObjectNode without(ObjectNode object, FieldSet gone, @Nullable Schema schema) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      PathElement element = PathElement.field(name);
      if (gone.has(element)) {
        continue;
      }
      FieldSet below = gone.below(element);
      JsonNode rest =
          below.isEmpty()
              ? field.getValue()
              : values(field.getValue(), below, Shape.field(schema, name));
      if (rest != null) {
        result.set(name, rest);
      }
    }
    return result;
  }

  /// What is left of a value; null when nothing is.
  private static @Nullable JsonNode values(JsonNode value, FieldSet gone, @Nullable Schema schema) {
    Shape shape = Shape.of(schema, value);
    if (shape == Shape.FIELDS && value instanceof ObjectNode object) {
      ObjectNode rest = without(object, gone, schema);
      return rest.isEmpty() ? null : rest;
    }
    if (shape == Shape.ITEMS && schema != null && value instanceof ArrayNode list) {
      return items(list, gone, schema);
    }
    return value.isContainer() ? null : value;
  }

  private static @Nullable JsonNode items(ArrayNode list, FieldSet gone, Schema schema) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode(list.size());
    for (JsonNode item : list) {
      PathElement key = ItemKeys.of(schema, item);
      if (key == null) {
        result.add(item);
      } else if (!gone.has(key)) {
        FieldSet below = gone.below(key);
        JsonNode rest = below.isEmpty() ? item : values(item, below, schema.items());
        result.add(rest == null ? JsonNodeFactory.instance.objectNode() : rest);
      }
    }
    return result.isEmpty() ? null : result;
  }
}
