package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.PatchStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How the list of one field is merged in a strategic merge patch.
///
/// @param merges false when the patch's list replaces the old one
/// @param mergeKey the field that identifies an item; empty for lists of scalars
/// @param items schema of the items, null when nothing is known of them
record ListMerge(boolean merges, String mergeKey, @Nullable Schema items) {

  /// For a list of which no schema is known: it is replaced.
  static final ListMerge UNKNOWN = new ListMerge(false, "", null);

  static ListMerge of(Schema list) {
    boolean merges = list.patchStrategies().contains(PatchStrategy.MERGE);
    return new ListMerge(merges, list.patchMergeKey(), list.items());
  }

  /// The old list with the patch's items merged in, in the order of the patch where it says one.
  ArrayNode merged(ArrayNode old, ArrayNode patch) {
    if (!merges) {
      return patch;
    }
    if (old.isEmpty() && patch.isEmpty()) {
      return old;
    }
    List<JsonNode> oldItems = new ArrayList<>(old.values());
    List<JsonNode> patchItems = new ArrayList<>(patch.values());
    if (!areObjects(oldItems, patchItems)) {
      return arrange(union(oldItems, patchItems), patchItems, oldItems);
    }
    if (mergeKey.isEmpty()) {
      throw PatchErrors.failed("cannot merge lists without merge key for struct");
    }
    if (takeDirectives(oldItems, patchItems)) {
      return arrange(patchItems, List.of(), patchItems);
    }
    return arrange(mergeItems(oldItems, patchItems), patchItems, oldItems);
  }

  /// As [#merged], but in the order of a `$setElementOrder` list; either list may be absent.
  ArrayNode ordered(@Nullable ArrayNode old, @Nullable ArrayNode patch, ArrayNode order) {
    List<JsonNode> wanted = List.copyOf(order.values());
    List<JsonNode> oldItems = old == null ? List.of() : List.copyOf(old.values());
    List<JsonNode> patchItems = patch == null ? List.of() : List.copyOf(patch.values());
    checkOrder(patchItems, wanted);
    if (oldItems.isEmpty() && patchItems.isEmpty()) {
      throw PatchErrors.failed("no elements in any of the given slices");
    }
    areObjects(oldItems, patchItems);
    ArrayNode merged = array(oldItems);
    if (old != null && patch != null) {
      merged = merged(old, patch);
    } else if (patch != null) {
      StrategicMergePatch.withoutDirectives(patch);
      merged = patch;
    }
    return arrange(List.copyOf(merged.values()), wanted, oldItems);
  }

  /// The old list without the scalars that `deleted` names.
  ArrayNode without(ArrayNode old, ArrayNode deleted) {
    List<JsonNode> gone = List.copyOf(deleted.values());
    if (areObjects(old.values(), gone)) {
      return merged(old, deleted);
    }
    old.removeIf(item -> position(gone, item) >= 0);
    return old;
  }

  /// Whether the lists hold objects. All items of both must have one type.
  private static boolean areObjects(Iterable<JsonNode> left, Iterable<JsonNode> right) {
    JsonNode first = null;
    for (Iterable<JsonNode> items : List.of(left, right)) {
      for (JsonNode item : items) {
        if (item.isArray()) {
          throw PatchErrors.failed("lists of lists are not supported");
        }
        if (first != null && first.getNodeType() != item.getNodeType()) {
          throw PatchErrors.failed("list element types are not identical");
        }
        first = item;
      }
    }
    return first instanceof ObjectNode;
  }

  private static List<JsonNode> union(List<JsonNode> old, List<JsonNode> patch) {
    List<JsonNode> all = new ArrayList<>(old.size() + patch.size());
    for (List<JsonNode> items : List.of(old, patch)) {
      for (JsonNode item : items) {
        if (all.stream().noneMatch(known -> JsonEquality.equal(known, item))) {
          all.add(item);
        }
      }
    }
    return all;
  }

  /// Carries out the items of the patch that are directives and takes them out of it. True when one
  /// of them says that the patch replaces the list.
  private boolean takeDirectives(List<JsonNode> old, List<JsonNode> patch) {
    boolean replace = false;
    for (JsonNode item : patch) {
      JsonNode directive = item.get(StrategicMergePatch.DIRECTIVE);
      if (directive == null) {
        continue;
      }
      switch (directive.isString() ? directive.stringValue() : "") {
        case "delete" -> {
          JsonNode key = key(item);
          old.removeIf(candidate -> sameKey(candidate.get(mergeKey), key));
        }
        case "replace" -> replace = true;
        case "merge" ->
            throw PatchErrors.failed("merging lists cannot yet be specified in the patch");
        default -> throw StrategicMergePatch.unknownDirective(directive, (ObjectNode) item);
      }
    }
    patch.removeIf(item -> item.has(StrategicMergePatch.DIRECTIVE));
    return replace;
  }

  private List<JsonNode> mergeItems(List<JsonNode> old, List<JsonNode> patch) {
    List<JsonNode> merged = new ArrayList<>(old);
    for (JsonNode item : patch) {
      key(item);
      int at = position(merged, item);
      if (at < 0) {
        merged.add(MergePatch.withoutNulls(item.deepCopy()));
      } else {
        ObjectNode target = (ObjectNode) merged.get(at);
        ObjectNode change = (ObjectNode) item.deepCopy();
        merged.set(at, StrategicMergePatch.mergeObject(target, change, items));
      }
    }
    return merged;
  }

  /// Puts the items that `wanted` names in its order and all others in the order of the old list,
  /// and zips the two: an old item goes first only where the old list says so.
  private ArrayNode arrange(List<JsonNode> merged, List<JsonNode> wanted, List<JsonNode> old) {
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode item : merged) {
      if (item.isObject()) {
        key(item);
      }
      (position(wanted, item) >= 0 ? named : others).add(item);
    }
    named.sort(Comparator.comparingInt(item -> position(wanted, item)));
    others.sort(Comparator.comparingInt(item -> position(old, item)));
    return zip(others, named, old);
  }

  private ArrayNode zip(List<JsonNode> others, List<JsonNode> named, List<JsonNode> old) {
    ArrayNode result = JsonNodeFactory.instance.arrayNode(others.size() + named.size());
    int next = 0;
    for (JsonNode item : named) {
      int at = position(old, item);
      while (next < others.size()) {
        int other = position(old, others.get(next));
        if (other < 0 || other >= at) {
          break;
        }
        result.add(others.get(next));
        next++;
      }
      result.add(item);
    }
    others.subList(next, others.size()).forEach(result::add);
    return result;
  }

  /// The items of the patch must stand in the order that `$setElementOrder` gives.
  private void checkOrder(List<JsonNode> patch, List<JsonNode> wanted) {
    if (wanted.isEmpty() || patch.isEmpty()) {
      return;
    }
    int at = 0;
    for (JsonNode item : patch) {
      if (item.has(StrategicMergePatch.DIRECTIVE)) {
        continue;
      }
      while (at < wanted.size() && !same(item, wanted.get(at))) {
        at++;
      }
      if (at == wanted.size()) {
        throw PatchErrors.failed(
            "The order in patch list:\n"
                + GoText.value(array(patch))
                + "\n doesn't match $setElementOrder list:\n"
                + GoText.value(array(wanted))
                + "\n");
      }
      at++;
    }
  }

  private static ArrayNode array(List<JsonNode> items) {
    return JsonNodeFactory.instance.arrayNode().addAll(items);
  }

  /// Where the same item (by its merge key, or as a value) stands in a list, or -1.
  private int position(List<JsonNode> list, JsonNode item) {
    for (int i = 0; i < list.size(); i++) {
      if (same(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private boolean same(JsonNode left, JsonNode right) {
    if (left.isObject() && right.isObject() && !mergeKey.isEmpty()) {
      return sameKey(left.get(mergeKey), key(right));
    }
    return JsonEquality.equal(left, right);
  }

  private static boolean sameKey(@Nullable JsonNode left, JsonNode right) {
    return left != null && JsonEquality.equal(left, right);
  }

  private JsonNode key(JsonNode item) {
    JsonNode key = item.get(mergeKey);
    if (key == null) {
      throw PatchErrors.failed(
          "map: " + GoText.value(item) + " does not contain declared merge key: " + mergeKey);
    }
    return key;
  }
}
