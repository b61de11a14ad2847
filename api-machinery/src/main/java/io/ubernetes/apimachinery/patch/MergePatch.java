package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.errors.ApiException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// RFC 7386, JSON Merge Patch: objects are merged field by field, null removes, anything else
/// replaces.
public final class MergePatch {

  private MergePatch() {}

  /// The patched object as a new tree; neither argument is changed.
  ///
  /// @throws ApiException 400 when the patch is no JSON object
  public static ObjectNode apply(ObjectNode object, JsonNode patch) {
    if (patch.isNull()) {
      throw ApiException.badRequest("Invalid JSON Patch");
    }
    if (!(patch instanceof ObjectNode changes)) {
      throw PatchErrors.wrongType(patch, "value of type map[string]interface {}");
    }
    ObjectNode result = object.deepCopy();
    merge(result, changes);
    return result;
  }

  private static void merge(ObjectNode target, ObjectNode changes) {
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String name = change.getKey();
      JsonNode value = change.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (target.get(name) instanceof ObjectNode old && value instanceof ObjectNode inner) {
        merge(old, inner);
      } else {
        target.set(name, withoutNulls(value.deepCopy()));
      }
    }
  }

  /// Removes fields that are null, at any depth, in place. Null items of lists stay.
  static JsonNode withoutNulls(JsonNode value) {
    if (value instanceof ObjectNode object) {
      object.removeIf(JsonNode::isNull);
      object.forEach(MergePatch::withoutNulls);
    } else if (value instanceof ArrayNode list) {
      list.forEach(MergePatch::withoutNulls);
    }
    return value;
  }
}
