package io.ubernetes.apimachinery.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Removes the fields that a structural schema does not name from objects that were stored when it
/// was another. (Bodies of requests are pruned as they are decoded.) Pure; thread-safe.
public final class Pruning {

  private Pruning() {}

  /// Changes `object` in place; `apiVersion`, `kind` and `metadata` stay.
  ///
  /// @return the paths of what went, sorted by nothing but the order of the fields
  public static List<String> apply(Schema schema, ObjectNode object) {
    List<String> gone = new ArrayList<>();
    prune(schema, object, "", gone);
    return gone;
  }

  private static void prune(
      @Nullable Schema schema, JsonNode value, String path, List<String> gone) {
    if (schema == null || schema.builtIn() || schema.type() == Schema.Type.ANY) {
      return;
    }
    if (value instanceof ObjectNode object) {
      object(schema, object, path, gone);
    } else if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        prune(schema.items(), value.get(i), path + "[" + i + "]", gone);
      }
    }
  }

  private static void object(Schema schema, ObjectNode object, String path, List<String> gone) {
    for (String name : List.copyOf(object.propertyNames())) {
      Schema field = schema.property(name);
      String inside = path.isEmpty() ? name : path + "." + name;
      if (field != null) {
        prune(field, object.get(name), inside, gone);
      } else if (!schema.preservesUnknownFields()) {
        object.remove(name);
        gone.add(inside);
      }
    }
  }
}
