package io.ubernetes.apimachinery.patch;

import static io.ubernetes.apimachinery.patch.TestSchema.integer;
import static io.ubernetes.apimachinery.patch.TestSchema.keyedList;
import static io.ubernetes.apimachinery.patch.TestSchema.listOf;
import static io.ubernetes.apimachinery.patch.TestSchema.mapOf;
import static io.ubernetes.apimachinery.patch.TestSchema.string;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Strategic merge patches as kubectl makes them: what must change, which items go, and in which
/// order the items stand.
final class StrategicDifference {

  static final Schema SCHEMA =
      TestSchema.object()
          .field("labels", mapOf(string()))
          .field("args", listOf(string()))
          .field(
              "items",
              keyedList(
                      TestSchema.object()
                          .field("name", string())
                          .field("port", integer())
                          .field("labels", mapOf(string())),
                      "name")
                  .mergedBy("name"));

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StrategicDifference() {}

  static ObjectNode of(ObjectNode from, ObjectNode to) {
    ObjectNode patch = plain(from, to);
    patch.remove("items");
    ArrayNode order = patch.putArray("$setElementOrder/items");
    items(to).keySet().forEach(name -> order.addObject().put("name", name));
    ArrayNode changes = patch.putArray("items");
    Map<String, ObjectNode> old = items(from);
    items(to)
        .forEach((name, item) -> {
          ObjectNode before = old.getOrDefault(name, Json.object());
          ObjectNode change = plain(before, item);
          if (!change.isEmpty()) {
            changes.add(change.put("name", name));
          }
        });
    for (String name : old.keySet()) {
      if (!items(to).containsKey(name)) {
        changes.addObject().put("name", name).put("$patch", "delete");
      }
    }
    return patch;
  }

  private static ObjectNode plain(ObjectNode from, ObjectNode to) {
    ObjectNode patch = Json.object();
    from.propertyNames().stream().filter(name -> !to.has(name)).forEach(patch::putNull);
    for (Map.Entry<String, JsonNode> field : to.properties()) {
      JsonNode old = from.get(field.getKey());
      if (old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode wanted) {
        ObjectNode change = plain(inner, wanted);
        if (!change.isEmpty()) {
          patch.set(field.getKey(), change);
        }
      } else if (!field.getValue().equals(old)) {
        patch.set(field.getKey(), field.getValue());
      }
    }
    return patch;
  }

  /// The items of an object by their names, in their order.
  static Map<String, ObjectNode> items(ObjectNode object) {
    Map<String, ObjectNode> items = new LinkedHashMap<>();
    object.path("items").forEach(item -> items.put(Json.text(item, "name"), (ObjectNode) item));
    return items;
  }

  static Arbitrary<ObjectNode> objects() {
    Arbitrary<JsonNode> text = Arbitraries.of("x", "y", "z").map(NODES::stringNode);
    Arbitrary<ObjectNode> map =
        Arbitraries.maps(Arbitraries.of("a", "b", "c"), text)
            .ofMinSize(1)
            .map(entries -> NODES.objectNode().setAll(entries));
    Arbitrary<JsonNode> list =
        text.list().ofMinSize(1).ofMaxSize(3).map(items -> NODES.arrayNode().addAll(items));
    Arbitrary<ObjectNode> item =
        Combinators.combine(
                Arbitraries.of("one", "two", "three", "four"),
                Arbitraries.integers().between(1, 3).injectNull(0.4),
                map.injectNull(0.4))
            .as((name, port, labels) -> {
              ObjectNode made = NODES.objectNode().put("name", name);
              if (port != null) {
                made.put("port", port);
              }
              return labels == null ? made : made.set("labels", labels);
            });
    Arbitrary<JsonNode> items =
        item.list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .uniqueElements(one -> one.get("name"))
            .map(all -> NODES.arrayNode().addAll(all));
    return Combinators.combine(map.injectNull(0.3), list.injectNull(0.3), items)
        .as((labels, args, all) -> {
          ObjectNode made = NODES.objectNode();
          if (labels != null) {
            made.set("labels", labels);
          }
          if (args != null) {
            made.set("args", args);
          }
          return made.set("items", all);
        });
  }
}
