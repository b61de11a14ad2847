package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.PatchStrategy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Kubernetes' strategic merge patch: like a merge patch, but lists whose schema names a merge key
/// are merged item by item, and directives in the patch (`$patch`, `$retainKeys`,
/// `$setElementOrder/LIST`, `$deleteFromPrimitiveList/LIST`) say what merging cannot. Follows the
/// Kubernetes document "Update API Objects in Place Using kubectl patch" and the design "Strategic
/// Merge Patch".
public final class StrategicMergePatch {

  static final String DIRECTIVE = "$patch";
  static final String RETAIN_KEYS = "$retainKeys";
  static final String SET_ORDER = "$setElementOrder";
  static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList";

  private StrategicMergePatch() {}

  /// The patched object as a new tree; no argument is changed. Needs the schema of a built-in kind:
  /// custom resources have no merge keys, and the caller refuses the patch for them.
  ///
  /// @throws ApiException 400 when the patch is no object or a directive is malformed, 500 (which
  ///   is what clients know from Kubernetes) when a list item lacks its merge key or a directive is
  ///   unknown
  public static ObjectNode apply(ObjectNode object, JsonNode patch, Schema schema) {
    if (!(patch instanceof ObjectNode changes)) {
      throw PatchErrors.noObject(patch);
    }
    return mergeObject(object.deepCopy(), changes.deepCopy(), schema);
  }

  /// The patch as its application to an object leaves it, without what was used up: Kubernetes
  /// shows it so in its messages.
  public static ObjectNode remains(ObjectNode object, ObjectNode patch, Schema schema) {
    ObjectNode left = patch.deepCopy();
    mergeObject(object.deepCopy(), left, schema);
    return left;
  }

  /// Merges `patch` into `target`; both are used up, and the result may be either.
  static ObjectNode mergeObject(ObjectNode target, ObjectNode patch, @Nullable Schema schema) {
    JsonNode directive = patch.get(DIRECTIVE);
    if (directive != null) {
      return carryOut(directive, patch);
    }
    retainKeys(target, patch);
    mergeOrderedLists(target, patch, schema);
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      mergeField(target, change.getKey(), change.getValue(), schema);
    }
    return target;
  }

  private static ObjectNode carryOut(JsonNode directive, ObjectNode patch) {
    String action = directive.isString() ? directive.stringValue() : "";
    return switch (action) {
      case "replace" -> {
        patch.remove(DIRECTIVE);
        yield patch;
      }
      case "delete" -> JsonNodeFactory.instance.objectNode();
      default -> throw unknownDirective(directive, patch);
    };
  }

  static ApiException unknownDirective(JsonNode directive, ObjectNode patch) {
    return PatchErrors.failed(
        "unknown patch type: " + GoText.value(directive) + " in map: " + GoText.value(patch));
  }

  /// `$retainKeys` lists the only fields that the result may have.
  private static void retainKeys(ObjectNode target, ObjectNode patch) {
    JsonNode directive = patch.remove(RETAIN_KEYS);
    if (directive == null) {
      return;
    }
    if (!directive.isArray()) {
      throw malformed("retainKeys");
    }
    Set<String> retained = new HashSet<>();
    directive.forEach(key -> retained.add(key.asString()));
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String key = change.getKey();
      boolean counts =
          !change.getValue().isNull()
              && !key.startsWith(DELETE_PRIMITIVES)
              && !key.startsWith(SET_ORDER);
      if (counts && !retained.contains(key)) {
        throw malformed("retainKeys");
      }
    }
    target.retain(retained);
  }

  /// Merges each list that has a `$setElementOrder` beside it, and takes both out of the patch.
  private static void mergeOrderedLists(
      ObjectNode target, ObjectNode patch, @Nullable Schema schema) {
    List<String> directives =
        patch
            .propertyStream()
            .map(Map.Entry::getKey)
            .filter(key -> key.startsWith(SET_ORDER))
            .toList();
    for (String key : directives) {
      JsonNode order = patch.remove(key);
      String field = listOf(key, SET_ORDER, "setElementOrder list");
      ArrayNode wanted = list(order);
      JsonNode old = target.get(field);
      JsonNode change = patch.get(field);
      ArrayNode oldItems = old == null ? null : list(old);
      ArrayNode changedItems = change == null ? null : list(change);
      if (oldItems == null && changedItems == null) {
        continue;
      }
      ListMerge merge = listMerge(field, schema);
      target.set(field, merge.ordered(oldItems, changedItems, wanted));
      patch.remove(field);
    }
  }

  private static void mergeField(
      ObjectNode target, String key, JsonNode change, @Nullable Schema schema) {
    boolean deletion = key.startsWith(DELETE_PRIMITIVES);
    String field = deletion ? listOf(key, DELETE_PRIMITIVES, "primitive list") : key;
    if (change.isNull()) {
      target.remove(field);
      return;
    }
    JsonNode old = target.get(field);
    if (old == null || !sameType(old, change)) {
      if (!deletion) {
        setOrRemove(target, field, withoutDirectives(MergePatch.withoutNulls(change)));
      }
    } else if (old instanceof ObjectNode oldObject && change instanceof ObjectNode inner) {
      Schema declared = declared(field, schema);
      boolean replaced =
          declared != null && declared.patchStrategies().contains(PatchStrategy.REPLACE);
      target.set(field, replaced ? inner : mergeObject(oldObject, inner, declared));
    } else if (old instanceof ArrayNode oldItems && change instanceof ArrayNode items) {
      ListMerge merge = listMerge(field, schema);
      target.set(field, deletion ? merge.without(oldItems, items) : merge.merged(oldItems, items));
    } else {
      target.set(field, change);
    }
  }

  private static boolean sameType(JsonNode left, JsonNode right) {
    return left.getNodeType() == right.getNodeType();
  }

  private static void setOrRemove(ObjectNode target, String field, @Nullable JsonNode value) {
    if (value == null) {
      target.remove(field);
    } else {
      target.set(field, value);
    }
  }

  /// A patch value as it is taken when there is nothing to merge it with: parts that carry a
  /// `$patch` mean nothing then and are dropped. In place; null when nothing is left.
  static @Nullable JsonNode withoutDirectives(JsonNode value) {
    if (value instanceof ObjectNode object) {
      if (object.has(DIRECTIVE)) {
        return null;
      }
      object.removeIf(inner -> withoutDirectives(inner) == null);
    } else if (value instanceof ArrayNode list) {
      list.removeIf(inner -> withoutDirectives(inner) == null);
    }
    return value;
  }

  private static ListMerge listMerge(String field, @Nullable Schema schema) {
    Schema declared = declared(field, schema);
    return declared == null ? ListMerge.UNKNOWN : ListMerge.of(declared);
  }

  /// The schema of a field that is about to be merged; null below a part that may hold anything.
  private static @Nullable Schema declared(String field, @Nullable Schema schema) {
    if (schema == null || schema.type() == Schema.Type.ANY) {
      return null;
    }
    Schema declared = schema.property(field);
    if (declared == null && !schema.properties().isEmpty() && !schema.preservesUnknownFields()) {
      String definition = schema.definition();
      String struct = definition.substring(definition.lastIndexOf('.') + 1);
      throw PatchErrors.failed(
          "unable to find api field in struct " + struct + " for the json field \"" + field + "\"");
    }
    return declared;
  }

  private static String listOf(String key, String prefix, String what) {
    if (!key.startsWith(prefix + "/")) {
      throw malformed(what);
    }
    return key.substring(prefix.length() + 1);
  }

  private static ArrayNode list(JsonNode node) {
    if (node instanceof ArrayNode list) {
      return list;
    }
    throw PatchErrors.failed("expected a []interface {}, but received a " + GoText.goType(node));
  }

  static ApiException malformed(String what) {
    return ApiException.badRequest("invalid patch format of " + what);
  }
}
