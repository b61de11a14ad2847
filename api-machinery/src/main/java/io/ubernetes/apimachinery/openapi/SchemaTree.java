package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.schema.Bounds;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes schemas as JSON in one dialect; named parts become references.
final class SchemaTree {

  private final Dialect dialect;
  private final Definitions definitions;

  SchemaTree(Dialect dialect, Definitions definitions) {
    this.dialect = dialect;
    this.definitions = definitions;
  }

  /// The body of a definition.
  ObjectNode definition(Schema schema) {
    JsonNode document = schema.document();
    if (document != null) {
      return new CustomSchema(dialect, this).write(schema, document);
    }
    ObjectNode tree = Json.object();
    describe(tree, schema);
    body(tree, schema);
    return tree;
  }

  /// A schema where it is used.
  ObjectNode place(Schema schema) {
    if (schema.definition().isEmpty()) {
      ObjectNode tree = definition(schema);
      putDefault(tree, schema);
      putExtensions(tree, schema);
      return tree;
    }
    ObjectNode reference = definitions.reference(schema);
    ObjectNode beside = Json.object();
    describe(beside, schema);
    putDefault(beside, schema);
    putPatch(beside, schema);
    if (beside.isEmpty()) {
      return reference;
    }
    if (dialect == Dialect.V2) {
      return reference.setAll(beside);
    }
    // In version 3 nothing may stand beside a reference.
    beside.putArray("allOf").add(reference);
    return beside;
  }

  private static void describe(ObjectNode tree, Schema schema) {
    String description = schema.description();
    if (!description.isEmpty()) {
      tree.put("description", description);
    }
  }

  private void body(ObjectNode tree, Schema schema) {
    type(tree, schema);
    if (!schema.required().isEmpty()) {
      schema.required().stream().sorted().forEach(tree.putArray("required")::add);
    }
    if (!schema.properties().isEmpty()) {
      ObjectNode properties = tree.putObject("properties");
      for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
        properties.set(field.getKey(), place(field.getValue()));
      }
    }
    Schema values = schema.additionalProperties();
    if (values != null) {
      tree.set("additionalProperties", place(values));
    }
    Schema items = schema.items();
    if (items != null) {
      tree.set("items", place(items));
    }
    if (!schema.enumValues().isEmpty()) {
      schema.enumValues().forEach(tree.putArray("enum")::add);
    }
    putBounds(tree, schema.bounds());
    if (schema.nullable() && dialect == Dialect.V3) {
      tree.put("nullable", true);
    }
    if (!schema.definition().isEmpty() && schema.atomicMap()) {
      tree.put("x-kubernetes-map-type", "atomic");
    }
  }

  private void type(ObjectNode tree, Schema schema) {
    switch (schema.type()) {
      case OBJECT, ARRAY, STRING, INTEGER, NUMBER, BOOLEAN ->
          tree.put("type", schema.type().name().toLowerCase(Locale.ROOT));
      case INT_OR_STRING -> intOrString(tree, schema);
      case QUANTITY -> {
        if (dialect == Dialect.V3) {
          oneOf(tree, "string", "number");
        } else {
          tree.put("type", "string");
        }
      }
      case ANY -> {}
    }
    if (!schema.format().isEmpty()) {
      tree.put("format", schema.format());
    }
    if (schema.preservesUnknownFields() && !schema.builtIn()) {
      tree.put("x-kubernetes-preserve-unknown-fields", true);
    }
    if (schema.embeddedResource()) {
      tree.put("x-kubernetes-embedded-resource", true);
    }
  }

  private void intOrString(ObjectNode tree, Schema schema) {
    if (!schema.builtIn()) {
      tree.put("x-kubernetes-int-or-string", true);
    } else if (dialect == Dialect.V3) {
      tree.put("format", "int-or-string");
      oneOf(tree, "integer", "string");
    } else {
      tree.put("format", "int-or-string");
      tree.put("type", "string");
    }
  }

  private static void oneOf(ObjectNode tree, String... types) {
    ArrayNode list = tree.putArray("oneOf");
    for (String type : types) {
      list.addObject().put("type", type);
    }
  }

  /// Version 2 does not say that a struct is empty, as in Kubernetes.
  private void putDefault(ObjectNode tree, Schema schema) {
    JsonNode value = schema.defaultValue();
    if (value != null && (dialect == Dialect.V3 || !(value.isObject() && value.isEmpty()))) {
      tree.set("default", value);
    }
  }

  private static void putExtensions(ObjectNode tree, Schema schema) {
    // Atomic is what a list is when nothing is said.
    if (schema.listType() != Schema.ListType.ATOMIC) {
      tree.put("x-kubernetes-list-type", schema.listType().name().toLowerCase(Locale.ROOT));
    }
    if (!schema.listMapKeys().isEmpty()) {
      schema.listMapKeys().forEach(tree.putArray("x-kubernetes-list-map-keys")::add);
    }
    if (schema.atomicMap()) {
      tree.put("x-kubernetes-map-type", "atomic");
    }
    putPatch(tree, schema);
  }

  private static void putPatch(ObjectNode tree, Schema schema) {
    if (!schema.patchMergeKey().isEmpty()) {
      tree.put("x-kubernetes-patch-merge-key", schema.patchMergeKey());
    }
    if (!schema.patchStrategies().isEmpty()) {
      tree.put("x-kubernetes-patch-strategy", strategies(schema));
    }
  }

  private static String strategies(Schema schema) {
    return schema.patchStrategies().stream()
        .sorted()
        .map(strategy ->
            switch (strategy) {
              case MERGE -> "merge";
              case REPLACE -> "replace";
              case RETAIN_KEYS -> "retainKeys";
            })
        .collect(Collectors.joining(","));
  }

  private static void putBounds(ObjectNode tree, Bounds bounds) {
    if (bounds.equals(Bounds.NONE)) {
      return;
    }
    put(tree, "minimum", bounds.minimum());
    put(tree, "maximum", bounds.maximum());
    put(tree, "multipleOf", bounds.multipleOf());
    if (bounds.exclusiveMinimum()) {
      tree.put("exclusiveMinimum", true);
    }
    if (bounds.exclusiveMaximum()) {
      tree.put("exclusiveMaximum", true);
    }
    put(tree, "minLength", bounds.minLength());
    put(tree, "maxLength", bounds.maxLength());
    put(tree, "minItems", bounds.minItems());
    put(tree, "maxItems", bounds.maxItems());
    put(tree, "minProperties", bounds.minProperties());
    put(tree, "maxProperties", bounds.maxProperties());
    if (bounds.pattern() != null) {
      tree.put("pattern", bounds.pattern());
    }
  }

  private static void put(ObjectNode tree, String name, @Nullable Integer value) {
    if (value != null) {
      tree.put(name, value);
    }
  }

  private static void put(ObjectNode tree, String name, @Nullable BigDecimal value) {
    if (value != null) {
      tree.put(name, value);
    }
  }
}
