package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.patch.JsonEquality;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.Presence;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What differs between two versions of an object, as fields that can be owned.
///
/// A field that Kubernetes' own types always write (a struct that is no pointer) counts as there
/// with its zero value when it is left out, so that nobody comes to own `spec` itself.
///
/// @param changed fields that are new or have another value
/// @param removed fields that are gone
record Comparison(FieldSet changed, FieldSet removed) {

  private static final String METADATA = "metadata";
  private static final Comparison NONE = new Comparison(FieldSet.EMPTY, FieldSet.EMPTY);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectNode EMPTY_OBJECT = Json.object();

  static Comparison of(ObjectNode old, ObjectNode now, Schema schema) {
    Difference root = fields(old, now, schema, FieldSets.UNTRACKED_FIELDS);
    ObjectNode oldMetadata = old.get(METADATA) instanceof ObjectNode fields ? fields : null;
    ObjectNode newMetadata = now.get(METADATA) instanceof ObjectNode fields ? fields : null;
    Difference metadata =
        fields(oldMetadata, newMetadata, schema.property(METADATA), FieldSets.UNTRACKED_METADATA);
    Difference all = add(root, METADATA, metadata);
    return all == null ? NONE : new Comparison(all.changedBelow(), all.removedBelow());
  }

  boolean isEmpty() {
    return changed.isEmpty() && removed.isEmpty();
  }

  Comparison without(FieldSet fields) {
    return fields.isEmpty()
        ? this
        : new Comparison(changed.recursiveDifference(fields), removed.recursiveDifference(fields));
  }

  /// What differs at one place and below it. No difference is null.
  private static final class Difference {
    static final Difference CHANGED = new Difference(true, false);
    static final Difference REMOVED = new Difference(false, true);

    boolean changed;
    boolean removed;
    private @Nullable FieldSetBuilder changedBelow;
    private @Nullable FieldSetBuilder removedBelow;

    Difference(boolean changed, boolean removed) {
      this.changed = changed;
      this.removed = removed;
    }

    FieldSet changedBelow() {
      return changedBelow == null ? FieldSet.EMPTY : changedBelow.build();
    }

    FieldSet removedBelow() {
      return removedBelow == null ? FieldSet.EMPTY : removedBelow.build();
    }

    void add(PathElement element, Difference inner) {
      if (inner.changed || inner.changedBelow != null) {
        if (changedBelow == null) {
          changedBelow = new FieldSetBuilder();
        }
        changedBelow.add(element, inner.changed, inner.changedBelow());
      }
      if (inner.removed || inner.removedBelow != null) {
        if (removedBelow == null) {
          removedBelow = new FieldSetBuilder();
        }
        removedBelow.add(element, inner.removed, inner.removedBelow());
      }
    }
  }

  /// At least one of the two values is there.
  private static @Nullable Difference values(
      @Nullable JsonNode old, @Nullable JsonNode now, @Nullable Schema schema) {
    if (old == null) {
      return now == null ? null : sameShape(Shape.of(schema, now), null, now, schema);
    }
    Shape shape = Shape.of(schema, old);
    if (now != null && Shape.isOpen(schema) && Shape.of(schema, now) != shape) {
      return otherShape(old, now);
    }
    return sameShape(shape, old, now, schema);
  }

  private static @Nullable Difference sameShape(
      Shape shape, @Nullable JsonNode old, @Nullable JsonNode now, @Nullable Schema schema) {
    return switch (shape) {
      case WHOLE -> whole(old, now);
      case FIELDS -> {
        ObjectNode oldFields = old instanceof ObjectNode object ? object : null;
        ObjectNode newFields = now instanceof ObjectNode object ? object : null;
        yield isEmpty(oldFields) && isEmpty(newFields)
            ? whole(old, now)
            : itself(old, now, fields(oldFields, newFields, schema, Set.of()));
      }
      case ITEMS -> {
        ArrayNode oldItems = old instanceof ArrayNode list ? list : null;
        ArrayNode newItems = now instanceof ArrayNode list ? list : null;
        yield schema == null || (isEmpty(oldItems) && isEmpty(newItems))
            ? whole(old, now)
            : itself(old, now, items(oldItems, newItems, schema));
      }
    };
  }

  /// An object became something else, or the other way round, where both are allowed.
  private static Difference otherShape(JsonNode old, JsonNode now) {
    Difference difference = null;
    if (old instanceof ObjectNode object && !object.isEmpty()) {
      difference = fields(object, null, null, Set.of());
    } else if (now instanceof ObjectNode object && !object.isEmpty()) {
      difference = fields(null, object, null, Set.of());
    }
    if (difference == null) {
      return Difference.CHANGED;
    }
    difference.changed = true;
    return difference;
  }

  private static @Nullable Difference whole(@Nullable JsonNode old, @Nullable JsonNode now) {
    if (old == null) {
      return Difference.CHANGED;
    }
    if (now == null) {
      return Difference.REMOVED;
    }
    return JsonEquality.equal(old, now) ? null : Difference.CHANGED;
  }

  private static boolean isEmpty(@Nullable JsonNode container) {
    return container == null || container.isEmpty();
  }

  /// Adds to what differs below a container whether the container itself came or went.
  private static @Nullable Difference itself(
      @Nullable JsonNode old, @Nullable JsonNode now, @Nullable Difference below) {
    if (old != null && now != null) {
      return below;
    }
    Difference difference = below == null ? new Difference(false, false) : below;
    difference.changed |= old == null;
    difference.removed |= now == null;
    return difference;
  }

  private static @Nullable Difference fields(
      @Nullable ObjectNode old,
      @Nullable ObjectNode now,
      @Nullable Schema schema,
      Set<String> untracked) {
    Difference all = null;
    if (now != null) {
      for (Map.Entry<String, JsonNode> field : now.properties()) {
        String name = field.getKey();
        if (!untracked.contains(name)) {
          Schema inner = Shape.field(schema, name);
          JsonNode oldValue = value(old, name, inner);
          all = add(all, name, values(oldValue, field.getValue(), inner));
        }
      }
    }
    if (old != null) {
      for (Map.Entry<String, JsonNode> field : old.properties()) {
        String name = field.getKey();
        if ((now == null || !now.has(name)) && !untracked.contains(name)) {
          Schema inner = Shape.field(schema, name);
          JsonNode newValue = value(now, name, inner);
          all = add(all, name, values(field.getValue(), newValue, inner));
        }
      }
    }
    return all;
  }

  private static @Nullable Difference add(
      @Nullable Difference all, String name, @Nullable Difference inner) {
    if (inner == null) {
      return all;
    }
    Difference sum = all == null ? new Difference(false, false) : all;
    sum.add(PathElement.field(name), inner);
    return sum;
  }

  /// The value of a field of an object that is there; null when the object or the field is not.
  private static @Nullable JsonNode value(
      @Nullable ObjectNode object, String name, @Nullable Schema schema) {
    if (object == null) {
      return null;
    }
    JsonNode value = object.get(name);
    if (value == null && schema != null && schema.presence() == Presence.ALWAYS) {
      return zero(schema);
    }
    return value;
  }

  private static JsonNode zero(Schema schema) {
    return switch (schema.type()) {
      case OBJECT -> schema.additionalProperties() == null ? EMPTY_OBJECT : NODES.nullNode();
      case STRING -> schema.format().isEmpty() ? NODES.stringNode("") : NODES.nullNode();
      case INTEGER, NUMBER, INT_OR_STRING -> NODES.numberNode(0);
      case BOOLEAN -> NODES.booleanNode(false);
      case QUANTITY -> NODES.stringNode("0");
      case ARRAY, ANY -> NODES.nullNode();
    };
  }

  private static @Nullable Difference items(
      @Nullable ArrayNode old, @Nullable ArrayNode now, Schema schema) {
    if (old != null && now != null && JsonEquality.equal(old, now)) {
      return null;
    }
    Map<PathElement, List<JsonNode>> oldItems = byKey(old, schema);
    Map<PathElement, List<JsonNode>> newItems = byKey(now, schema);
    Difference all = new Difference(false, false);
    newItems.forEach((key, items) ->
        compareItems(key, oldItems.getOrDefault(key, List.of()), items, schema, all));
    oldItems.forEach((key, items) -> {
      if (!newItems.containsKey(key)) {
        compareItems(key, items, List.of(), schema, all);
      }
    });
    boolean none = all.changedBelow == null && all.removedBelow == null;
    return none ? null : all;
  }

  private static Map<PathElement, List<JsonNode>> byKey(@Nullable ArrayNode list, Schema schema) {
    Map<PathElement, List<JsonNode>> items = new LinkedHashMap<>();
    if (list != null) {
      for (JsonNode item : list) {
        PathElement key = ItemKeys.of(schema, item);
        if (key != null) {
          items.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(item);
        }
      }
    }
    return items;
  }

  /// Compares the items of one key; several with the same key are one unit.
  private static void compareItems(
      PathElement key, List<JsonNode> old, List<JsonNode> now, Schema schema, Difference all) {
    if (old.size() <= 1 && now.size() <= 1) {
      addItem(all, key, old, now, schema);
    } else if (old.size() > 1 && now.size() > 1) {
      if (!sameItems(old, now)) {
        all.add(key, Difference.CHANGED);
      }
    } else if (old.size() > 1) {
      if (!now.isEmpty()) {
        addItem(all, key, List.of(), now, schema);
      }
      all.add(key, Difference.REMOVED);
    } else {
      if (!old.isEmpty()) {
        addItem(all, key, old, List.of(), schema);
      }
      all.add(key, Difference.CHANGED);
    }
  }

  private static void addItem(
      Difference all, PathElement key, List<JsonNode> old, List<JsonNode> now, Schema schema) {
    JsonNode oldItem = old.isEmpty() ? null : old.getFirst();
    JsonNode newItem = now.isEmpty() ? null : now.getFirst();
    Difference inner = values(oldItem, newItem, schema.items());
    if (inner != null) {
      all.add(key, inner);
    }
  }

  private static boolean sameItems(List<JsonNode> old, List<JsonNode> now) {
    boolean same = old.size() == now.size();
    for (int i = 0; same && i < old.size(); i++) {
      same = JsonEquality.equal(old.get(i), now.get(i));
    }
    return same;
  }
}
