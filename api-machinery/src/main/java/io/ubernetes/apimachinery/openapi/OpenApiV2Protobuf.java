package io.ubernetes.apimachinery.openapi;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns an OpenAPI v2 document into the protobuf message `openapi.v2.Document` of the gnostic
/// project, whose field numbers these are. Writes what [OpenApiV2] writes, not all of OpenAPI.
final class OpenApiV2Protobuf {

  private static final String EXTENSION = "x-";

  private OpenApiV2Protobuf() {}

  static byte[] encode(ObjectNode document) {
    ProtobufWriter out = new ProtobufWriter();
    out.text(1, text(document, "swagger"));
    out.message(
        2,
        info -> {
          info.text(1, document.at("/info/title").asString(""));
          info.text(2, document.at("/info/version").asString(""));
        });
    out.message(8, paths -> named(paths, 2, document.path("paths"), OpenApiV2Protobuf::pathItem));
    out.message(
        9,
        definitions ->
            named(definitions, 1, document.path("definitions"), OpenApiV2Protobuf::schema));
    return out.bytes();
  }

  /// Writes the content of a message.
  private interface Content {
    void write(ProtobufWriter out, JsonNode tree);
  }

  /// An object as repeated pairs of name (1) and value (2).
  private static void named(ProtobufWriter out, int field, JsonNode object, Content value) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      out.message(
          field,
          pair -> {
            pair.text(1, entry.getKey());
            pair.message(2, content -> value.write(content, entry.getValue()));
          });
    }
  }

  private static void pathItem(ProtobufWriter out, JsonNode tree) {
    operation(out, 2, tree.path("get"));
    operation(out, 3, tree.path("put"));
    operation(out, 4, tree.path("post"));
    operation(out, 5, tree.path("delete"));
    operation(out, 8, tree.path("patch"));
    parameters(out, 9, tree.path("parameters"));
  }

  private static void operation(ProtobufWriter out, int field, JsonNode tree) {
    if (tree.isObject()) {
      out.message(field, operation -> operation(operation, tree));
    }
  }

  private static void operation(ProtobufWriter out, JsonNode tree) {
    texts(out, 1, tree.path("tags"));
    out.text(5, text(tree, "operationId"));
    texts(out, 6, tree.path("produces"));
    texts(out, 7, tree.path("consumes"));
    parameters(out, 8, tree.path("parameters"));
    out.message(
        9, responses -> named(responses, 1, tree.path("responses"), OpenApiV2Protobuf::response));
    texts(out, 10, tree.path("schemes"));
    extensions(out, 13, tree);
  }

  /// A response that is no reference.
  private static void response(ProtobufWriter out, JsonNode tree) {
    out.message(
        1,
        response -> {
          response.text(1, text(tree, "description"));
          if (tree.has("schema")) {
            response.message(
                2, item -> item.message(1, schema -> schema(schema, tree.path("schema"))));
          }
        });
  }

  private static void parameters(ProtobufWriter out, int field, JsonNode list) {
    for (JsonNode parameter : list) {
      out.message(field, item -> item.message(1, inner -> parameter(inner, parameter)));
    }
  }

  private static void parameter(ProtobufWriter out, JsonNode tree) {
    switch (text(tree, "in")) {
      case "body" ->
          out.message(
              1,
              body -> {
                body.text(2, text(tree, "name"));
                body.text(3, "body");
                body.bool(4, tree.path("required").asBoolean(false));
                body.message(5, schema -> schema(schema, tree.path("schema")));
              });
      case "query" -> out.message(2, other -> other.message(3, query -> query(query, tree)));
      default -> out.message(2, other -> other.message(4, path -> path(path, tree)));
    }
  }

  private static void query(ProtobufWriter out, JsonNode tree) {
    out.text(2, "query");
    out.text(4, text(tree, "name"));
    out.text(6, text(tree, "type"));
    out.bool(20, tree.path("uniqueItems").asBoolean(false));
  }

  private static void path(ProtobufWriter out, JsonNode tree) {
    out.bool(1, true);
    out.text(2, "path");
    out.text(4, text(tree, "name"));
    out.text(5, text(tree, "type"));
    out.bool(19, tree.path("uniqueItems").asBoolean(false));
  }

  private static void schema(ProtobufWriter out, JsonNode tree) {
    out.text(1, text(tree, "$ref"));
    out.text(2, text(tree, "format"));
    out.text(4, text(tree, "description"));
    if (tree.has("default")) {
      out.message(5, any -> any(any, tree.path("default")));
    }
    bounds(out, tree);
    texts(out, 19, tree.path("required"));
    for (JsonNode value : tree.path("enum")) {
      out.message(20, any -> any(any, value));
    }
    if (tree.has("additionalProperties")) {
      JsonNode values = tree.path("additionalProperties");
      out.message(21, item -> item.message(1, schema -> schema(schema, values)));
    }
    if (tree.has("type")) {
      out.message(22, type -> type.text(1, text(tree, "type")));
    }
    if (tree.has("items")) {
      out.message(23, items -> items.message(1, schema -> schema(schema, tree.path("items"))));
    }
    if (tree.has("properties")) {
      out.message(
          25,
          properties -> named(properties, 1, tree.path("properties"), OpenApiV2Protobuf::schema));
    }
    extensions(out, 31, tree);
  }

  private static void bounds(ProtobufWriter out, JsonNode tree) {
    decimal(out, 6, tree.path("multipleOf"));
    decimal(out, 7, tree.path("maximum"));
    out.bool(8, tree.path("exclusiveMaximum").asBoolean(false));
    decimal(out, 9, tree.path("minimum"));
    out.bool(10, tree.path("exclusiveMinimum").asBoolean(false));
    number(out, 11, tree.path("maxLength"));
    number(out, 12, tree.path("minLength"));
    out.text(13, text(tree, "pattern"));
    number(out, 14, tree.path("maxItems"));
    number(out, 15, tree.path("minItems"));
    number(out, 17, tree.path("maxProperties"));
    number(out, 18, tree.path("minProperties"));
  }

  private static void decimal(ProtobufWriter out, int field, JsonNode value) {
    if (value.isNumber()) {
      out.decimal(field, value.doubleValue());
    }
  }

  private static void number(ProtobufWriter out, int field, JsonNode value) {
    if (value.isNumber()) {
      out.number(field, value.longValue());
    }
  }

  private static void extensions(ProtobufWriter out, int field, JsonNode tree) {
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      if (entry.getKey().startsWith(EXTENSION)) {
        out.message(
            field,
            pair -> {
              pair.text(1, entry.getKey());
              pair.message(2, any -> any(any, entry.getValue()));
            });
      }
    }
  }

  /// Any value travels as YAML, and JSON is YAML.
  private static void any(ProtobufWriter out, JsonNode value) {
    out.text(2, value.toString());
  }

  private static void texts(ProtobufWriter out, int field, JsonNode list) {
    for (JsonNode item : list) {
      out.text(field, item.stringValue());
    }
  }

  private static String text(JsonNode tree, String name) {
    return tree.path(name).asString("");
  }
}
