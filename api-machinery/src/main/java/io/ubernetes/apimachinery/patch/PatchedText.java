package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.schema.GoOrder;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A patched object as Kubernetes shows it in its messages. It takes apart what a patch touches,
/// and writes that in the order of the keys; everything else stays as Go has written it.
public final class PatchedText {

  private PatchedText() {}

  /// The result of a JSON merge patch.
  public static String ofMerge(ObjectNode patched, JsonNode patch, Schema schema) {
    return text(merged(patched, patch, schema));
  }

  private static JsonNode merged(JsonNode value, JsonNode patch, @Nullable Schema schema) {
    if (!(value instanceof ObjectNode object) || !(patch instanceof ObjectNode changes)) {
      return GoOrder.sorted(value);
    }
    ObjectNode shown = Json.object();
    for (Map.Entry<String, JsonNode> field : sortedFields(object)) {
      String name = field.getKey();
      JsonNode change = changes.get(name);
      Schema declared = child(schema, name);
      shown.set(
          name,
          change == null
              ? GoOrder.of(field.getValue(), declared)
              : merged(field.getValue(), change, declared));
    }
    return shown;
  }

  /// The result of a JSON patch, which was applied.
  public static String ofOperations(ObjectNode patched, JsonNode patch, Schema schema) {
    Set<List<String>> touched = new HashSet<>();
    Set<List<String>> given = new HashSet<>();
    for (Operation operation : Operation.list(patch)) {
      for (JsonPointerPath path : paths(operation)) {
        for (int length = 0; length < path.parts().size(); length++) {
          touched.add(path.parts().subList(0, length));
        }
      }
      if (operation.value() != null && operation.pathOrNull() != null) {
        given.add(operation.path().parts());
      }
    }
    return text(new Operated(touched, given).shown(patched, List.of(), schema));
  }

  private static List<JsonPointerPath> paths(Operation operation) {
    List<JsonPointerPath> paths = new ArrayList<>();
    if (operation.pathOrNull() != null) {
      paths.add(operation.path());
    }
    if (operation.fromOrNull() != null) {
      paths.add(operation.from());
    }
    return paths;
  }

  /// @param touched paths of the containers that the operations took apart
  /// @param given paths of values that stand as the patch has them
  private record Operated(Set<List<String>> touched, Set<List<String>> given) {

    JsonNode shown(JsonNode value, List<String> path, @Nullable Schema schema) {
      if (!touched.contains(path)) {
        return given.contains(path) ? value : GoOrder.of(value, schema);
      }
      return switch (value) {
        case ObjectNode object -> {
          ObjectNode shown = Json.object();
          for (Map.Entry<String, JsonNode> field : sortedFields(object)) {
            String name = field.getKey();
            shown.set(name, shown(field.getValue(), below(path, name), child(schema, name)));
          }
          yield shown;
        }
        case ArrayNode list -> {
          ArrayNode shown = list.arrayNode();
          Schema items = schema == null ? null : schema.items();
          for (int i = 0; i < list.size(); i++) {
            shown.add(shown(list.get(i), below(path, Integer.toString(i)), items));
          }
          yield shown;
        }
        default -> value;
      };
    }

    private static List<String> below(List<String> path, String part) {
      List<String> below = new ArrayList<>(path);
      below.add(part);
      return below;
    }
  }

  private static @Nullable Schema child(@Nullable Schema schema, String name) {
    if (schema == null) {
      return null;
    }
    Schema declared = schema.property(name);
    return declared != null ? declared : schema.additionalProperties();
  }

  private static List<Map.Entry<String, JsonNode>> sortedFields(ObjectNode object) {
    return object.properties().stream().sorted(Map.Entry.comparingByKey()).toList();
  }

  /// Go writes what could end a script as an escape.
  private static String text(JsonNode shown) {
    return Json.MAPPER
        .writeValueAsString(shown)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
