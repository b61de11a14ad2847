package io.ubernetes.apimachinery.protobuf;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes objects of a schema, with any of their fields. Lists and maps are never empty: protobuf
/// cannot tell an empty one from none. Objects within objects have no kind, for which their
/// messages have no field.
final class RandomObjects {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> TYPE_META = Set.of("apiVersion", "kind");
  private static final int MAX_DEPTH = 9;

  private final Random random;

  RandomObjects(Random random) {
    this.random = random;
  }

  ObjectNode object(Schema schema) {
    return object(schema, 0);
  }

  private ObjectNode object(Schema schema, int depth) {
    ObjectNode object = Json.object();
    schema
        .properties()
        .forEach((name, property) -> {
          boolean typeMeta = !schema.kinds().isEmpty() && TYPE_META.contains(name);
          if (!typeMeta && depth < MAX_DEPTH && random.nextInt(depth < 3 ? 2 : 4) == 0) {
            object.set(name, value(property, depth + 1));
          }
        });
    return object;
  }

  private JsonNode value(Schema schema, int depth) {
    if (schema.definition().endsWith("meta.v1.FieldsV1")) {
      return raw();
    }
    return switch (schema.type()) {
      case OBJECT -> {
        Schema values = schema.additionalProperties();
        yield values == null ? object(schema, depth) : map(values, depth);
      }
      case ARRAY -> list(schema, depth);
      case STRING -> NODES.stringNode(string(schema));
      case INTEGER ->
          schema.format().equals("int32")
              ? NODES.numberNode(random.nextInt())
              : NODES.numberNode(random.nextLong());
      case NUMBER -> NODES.numberNode(random.nextInt(1000) + 0.125);
      case BOOLEAN -> NODES.booleanNode(random.nextBoolean());
      case INT_OR_STRING ->
          random.nextBoolean()
              ? NODES.numberNode(random.nextInt(100))
              : NODES.stringNode(random.nextInt(100) + "%");
      case QUANTITY ->
          NODES.stringNode(random.nextInt(1, 5000) + (random.nextBoolean() ? "m" : "Mi"));
      case ANY -> any(schema);
    };
  }

  /// What a JSON schema may be instead of a schema, and JSON itself.
  private JsonNode any(Schema schema) {
    String name = schema.definition();
    if (name.endsWith("OrBool")) {
      return NODES.booleanNode(random.nextBoolean());
    }
    if (name.endsWith("OrStringArray")) {
      return NODES.arrayNode().add("a").add("b");
    }
    if (name.endsWith("OrArray")) {
      ObjectNode one = Json.object();
      one.put("type", "string").put("$ref", "#/x").put("x-kubernetes-int-or-string", true);
      return random.nextBoolean() ? one : NODES.arrayNode().add(one);
    }
    return raw();
  }

  private ObjectNode raw() {
    ObjectNode raw = Json.object();
    raw.putObject("f:a").putObject("k:{\"b\":1}").put("c", random.nextInt());
    return raw;
  }

  private ObjectNode map(Schema values, int depth) {
    ObjectNode map = Json.object();
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      map.set(word(), value(values, depth + 1));
    }
    return map;
  }

  private ArrayNode list(Schema schema, int depth) {
    ArrayNode list = NODES.arrayNode();
    Schema items = schema.items();
    for (int i = random.nextInt(1, 3); items != null && i > 0; i--) {
      list.add(value(items, depth + 1));
    }
    return list;
  }

  private String string(Schema schema) {
    return switch (schema.format()) {
      case "date-time" ->
          schema.definition().endsWith("MicroTime")
              ? "2024-05-06T07:08:09.%06dZ".formatted(random.nextInt(1_000_000))
              : "2024-05-06T07:%02d:09Z".formatted(random.nextInt(60));
      case "byte" -> Base64.getEncoder().encodeToString(word().getBytes(StandardCharsets.UTF_8));
      default -> random.nextInt(8) == 0 ? "" : word();
    };
  }

  private String word() {
    return random.nextInt(5) == 0 ? "wörter-" + random.nextInt(9) : "w" + random.nextInt(1000);
  }
}
