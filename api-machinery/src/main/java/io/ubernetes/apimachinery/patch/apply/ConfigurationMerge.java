package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Merges an applied configuration into the live object: what the configuration says wins, what it
/// does not mention stays; lists of type map and set are merged item by item.
final class ConfigurationMerge {

  private ConfigurationMerge() {}

  /// A new tree that shares nothing with its arguments.
  static ObjectNode merge(ObjectNode live, ObjectNode config, @Nullable Schema schema) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      String name = field.getKey();
      JsonNode applied = config.get(name);
      result.set(
          name,
          applied == null
              ? field.getValue().deepCopy()
              : values(field.getValue(), applied, Shape.field(schema, name)));
    }
    for (Map.Entry<String, JsonNode> field : config.properties()) {
      if (!live.has(field.getKey())) {
        result.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    return result;
  }

  private static JsonNode values(JsonNode live, JsonNode config, @Nullable Schema schema) {
    Shape shape = Shape.of(schema, config);
    if (shape == Shape.FIELDS && live instanceof ObjectNode liveFields) {
      if (config instanceof ObjectNode fields) {
        return merge(liveFields, fields, schema);
      }
      return liveFields.isEmpty() ? config.deepCopy() : live.deepCopy();
    }
    if (shape == Shape.ITEMS && schema != null && live instanceof ArrayNode liveItems) {
      if (config instanceof ArrayNode items && !(items.isEmpty() && liveItems.isEmpty())) {
        return new Items(liveItems, items, schema).merged();
      }
      return liveItems.isEmpty() ? config.deepCopy() : live.deepCopy();
    }
    return config.deepCopy();
  }

  /// The merge of two lists. The configuration decides the order of what it mentions; other items
  /// keep their place relative to the items that both lists have.
  private static final class Items {
    private final Schema schema;
    private final List<Item> live;
    private final List<Item> applied;
    private final Map<PathElement, JsonNode> liveByKey = new HashMap<>();
    private final Set<PathElement> repeated = new HashSet<>();
    private final Set<PathElement> appliedKeys = new HashSet<>();
    private final Set<PathElement> done = new HashSet<>();
    private final Queue<PathElement> shared = new ArrayDeque<>();
    private final ArrayNode result;

    private record Item(PathElement key, JsonNode value) {}

    Items(ArrayNode liveItems, ArrayNode appliedItems, Schema schema) {
      this.schema = schema;
      this.live = keyed(liveItems);
      this.applied = keyed(appliedItems);
      this.result = JsonNodeFactory.instance.arrayNode(live.size() + applied.size());
      for (Item item : live) {
        if (liveByKey.put(item.key, item.value) != null) {
          repeated.add(item.key);
        }
      }
      for (Item item : applied) {
        if (appliedKeys.add(item.key) && liveByKey.containsKey(item.key)) {
          shared.add(item.key);
        }
      }
    }

    private List<Item> keyed(ArrayNode list) {
      List<Item> items = new ArrayList<>(list.size());
      for (JsonNode item : list) {
        PathElement key = ItemKeys.of(schema, item);
        if (key != null) {
          items.add(new Item(key, item));
        }
      }
      return items;
    }

    ArrayNode merged() {
      int l = 0;
      int a = 0;
      while (l < live.size() || a < applied.size()) {
        if (l < live.size()) {
          PathElement key = live.get(l).key;
          if (!appliedKeys.contains(key)) {
            result.add(live.get(l).value.deepCopy());
            l++;
            continue;
          }
          PathElement next = a < applied.size() ? shared.peek() : null;
          if (next != null && !next.equals(key)) {
            // Both lists have it, but it comes later in the configuration.
            l++;
            continue;
          }
          if (done.contains(key) || (a < applied.size() && key.equals(applied.get(a).key))) {
            l++;
          }
        }
        if (a < applied.size()) {
          take(applied.get(a));
          a++;
        }
      }
      return result;
    }

    private void take(Item item) {
      done.add(item.key);
      if (item.key.equals(shared.peek())) {
        shared.remove();
      }
      JsonNode old = repeated.contains(item.key) ? null : liveByKey.get(item.key);
      result.add(old == null ? item.value.deepCopy() : values(old, item.value, schema.items()));
    }
  }
}
