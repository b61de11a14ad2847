package io.ubernetes.apimachinery.schema;

import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives absent fields the values that their schemas name, as Kubernetes does it with structural
/// schemas: parents first, so that the default of an object is filled in with the defaults of its
/// fields; a null in a field that may not be null counts as absent.
///
/// Built-in kinds have few such defaults (`protocol: TCP`); the zero values in their OpenAPI
/// documents are none. Most of what Kubernetes fills in there is in no schema but in the kind's
/// strategy. Pure; thread-safe.
public final class Defaulting {

  private Defaulting() {}

  /// Changes `object` in place. Does nothing the second time.
  public static void apply(Schema schema, ObjectNode object) {
    into(schema, object);
  }

  private static void into(Schema schema, JsonNode value) {
    switch (schema.type()) {
      case OBJECT -> {
        if (value instanceof ObjectNode object) {
          object(schema, object);
        }
      }
      case ARRAY -> {
        Schema items = schema.items();
        if (items != null && value.isArray() && mayHaveDefaults(items)) {
          value.forEach(item -> into(items, item));
        }
      }
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING, QUANTITY, ANY -> {}
    }
  }

  private static void object(Schema schema, ObjectNode object) {
    for (Map.Entry<String, Schema> field : SchemaNode.of(schema).defaulted()) {
      JsonNode given = object.get(field.getKey());
      if (given == null || (given.isNull() && !field.getValue().nullable())) {
        JsonNode value = Objects.requireNonNull(field.getValue().defaultValue());
        object.set(field.getKey(), value.deepCopy());
      }
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      Schema inside = schema.property(field.getKey());
      if (inside != null) {
        into(inside, field.getValue());
      }
    }
  }

  private static boolean mayHaveDefaults(Schema schema) {
    return schema.type() == Schema.Type.OBJECT || schema.type() == Schema.Type.ARRAY;
  }
}
