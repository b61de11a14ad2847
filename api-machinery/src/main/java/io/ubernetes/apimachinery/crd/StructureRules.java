package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.schema.Patterns;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// What makes a schema structural: every field has a type outside of `allOf`, `anyOf`, `oneOf` and
/// `not`, and these only restrict what is specified outside of them.
final class StructureRules {

  private static final List<String> JUNCTORS = List.of("allOf", "anyOf", "oneOf");

  /// A word that junctors must not use.
  ///
  /// @param value what stands there when it is not used
  private record SpecifiedOutside(String name, String value) {}

  /// In the order in which they are told.
  private static final List<SpecifiedOutside> SPECIFIED_OUTSIDE =
      List.of(
          new SpecifiedOutside("type", "empty"),
          new SpecifiedOutside("additionalProperties", "undefined"),
          new SpecifiedOutside("default", "undefined"),
          new SpecifiedOutside("title", "empty"),
          new SpecifiedOutside("description", "empty"),
          new SpecifiedOutside("nullable", "false"),
          new SpecifiedOutside("x-kubernetes-preserve-unknown-fields", "false"),
          new SpecifiedOutside("x-kubernetes-embedded-resource", "false"),
          new SpecifiedOutside("x-kubernetes-int-or-string", "false"),
          new SpecifiedOutside("x-kubernetes-list-map-keys", "empty"),
          new SpecifiedOutside("x-kubernetes-list-type", "undefined"),
          new SpecifiedOutside("x-kubernetes-map-type", "undefined"),
          new SpecifiedOutside("x-kubernetes-validations", "empty"));

  private final FieldErrors errors;

  private StructureRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void check(JsonNode schema, FieldPath path, FieldErrors errors) {
    new StructureRules(errors).invariants(schema, Level.ROOT, path);
  }

  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String untyped;

    Level(String untyped) {
      this.untyped = untyped;
    }
  }

  private void invariants(JsonNode schema, Level level, FieldPath path) {
    String type = Json.text(schema, "type");
    JsonNode items = schema.get("items");
    if (type.equals("array") && items == null) {
      errors.required(path.child("items"), "must be specified");
    }
    if (items != null && items.isObject()) {
      invariants(items, Level.ITEM, path.child("items"));
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      invariants(field.getValue(), Level.FIELD, path.child("properties").key(field.getKey()));
    }
    JsonNode values = schema.get("additionalProperties");
    if (values != null) {
      if (level == Level.ROOT) {
        errors.forbidden(path.child("additionalProperties"), "must not be used at the root");
      }
      if (values.isObject()) {
        invariants(values, Level.FIELD, path.child("additionalProperties"));
      }
    }
    extensions(schema, path);
    junctors(schema, level, path);
    type(schema, type, level, path);
    metadata(schema, level, path);
    if (embedded(schema) && !preserves(schema) && schema.path("properties").isEmpty()) {
      errors.required(
          path.child("properties"),
          "must not be empty if x-kubernetes-embedded-resource is true without"
              + " x-kubernetes-preserve-unknown-fields");
    }
  }

  private void extensions(JsonNode schema, FieldPath path) {
    if (intOrString(schema) && preserves(schema)) {
      errors.invalid(
          path.child("x-kubernetes-preserve-unknown-fields"),
          schema.get("x-kubernetes-preserve-unknown-fields"),
          "must be false if x-kubernetes-int-or-string is true");
    }
    if (intOrString(schema) && embedded(schema)) {
      errors.invalid(
          path.child("x-kubernetes-embedded-resource"),
          schema.get("x-kubernetes-embedded-resource"),
          "must be false if x-kubernetes-int-or-string is true");
    }
  }

  private void type(JsonNode schema, String type, Level level, FieldPath path) {
    FieldPath field = path.child("type");
    if (embedded(schema) && !type.equals("object")) {
      String rule = "must be object if x-kubernetes-embedded-resource is true";
      if (type.isEmpty()) {
        errors.required(field, rule);
      } else {
        errors.invalid(field, type, rule);
      }
    } else if (type.isEmpty() && !intOrString(schema) && !preserves(schema)) {
      errors.required(field, level.untyped);
    }
    if (embedded(schema) && schema.has("additionalProperties")) {
      errors.forbidden(
          path.child("additionalProperties"),
          "must not be used if x-kubernetes-embedded-resource is set");
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      errors.invalid(field, type, "must be object at the root");
    }
  }

  private void metadata(JsonNode schema, Level level, FieldPath path) {
    boolean resource = level == Level.ROOT || embedded(schema);
    FieldPath fields = path.child("properties");
    for (String name : List.of("kind", "apiVersion")) {
      JsonNode field = Json.at(schema, "properties", name);
      if (field != null && resource && !Json.text(field, "type").equals("string")) {
        errors.invalid(fields.key(name).child("type"), Json.text(field, "type"), "must be string");
      }
    }
    JsonNode metadata = Json.at(schema, "properties", "metadata");
    if (metadata == null) {
      return;
    }
    if (resource && !Json.text(metadata, "type").equals("object")) {
      errors.invalid(
          fields.key("metadata").child("type"), Json.text(metadata, "type"), "must be object");
    }
    if (level == Level.ROOT && saysMore(metadata)) {
      errors.forbidden(
          fields.key("metadata"),
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
  }

  private static boolean saysMore(JsonNode metadata) {
    for (Map.Entry<String, JsonNode> word : metadata.properties()) {
      boolean allowed =
          switch (word.getKey()) {
            case "type", "default" -> true;
            case "properties" ->
                Set.of("name", "generateName").containsAll(word.getValue().propertyNames());
            default -> false;
          };
      if (!allowed) {
        return true;
      }
    }
    return false;
  }

  private void junctors(JsonNode schema, Level level, FieldPath path) {
    for (String junctor : JUNCTORS) {
      JsonNode parts = schema.path(junctor);
      boolean skipped = junctor.equals("anyOf") && isIntOrStringPattern(parts);
      for (int i = 0; i < parts.size() && !skipped; i++) {
        nested(
            parts.get(i), level, path.child(junctor).index(i), junctor.equals("allOf") && i == 0);
      }
    }
    if (schema.has("not")) {
      nested(schema.get("not"), level, path.child("not"), false);
    }
    String pattern = Json.text(schema, "pattern");
    String problem = pattern.isEmpty() ? "" : Patterns.problem(pattern);
    if (!problem.isEmpty()) {
      errors.invalid(
          path.child("pattern"),
          pattern,
          "must be a valid regular expression, but isn't: " + problem);
    }
  }

  private void nested(JsonNode schema, Level level, FieldPath path, boolean mayBeIntOrString) {
    if (!(mayBeIntOrString && isIntOrStringPattern(schema.path("anyOf")))) {
      junctors(schema, level, path);
    }
    if (schema.path("items").isObject()) {
      nested(schema.get("items"), level, path.child("items"), false);
    }
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      nested(field.getValue(), Level.FIELD, path.child("properties").key(field.getKey()), false);
    }
    for (SpecifiedOutside word : SPECIFIED_OUTSIDE) {
      if (schema.has(word.name())) {
        errors.forbidden(path.child(word.name()), "must be " + word.value() + " to be structural");
      }
    }
    if (Json.at(schema, "properties", "metadata") != null) {
      errors.forbidden(
          path.child("properties").key("metadata"), "must not be specified in a nested context");
    }
  }

  private static boolean isIntOrStringPattern(JsonNode anyOf) {
    return anyOf.size() == 2
        && anyOf.get(0).size() == 1
        && anyOf.get(1).size() == 1
        && Json.text(anyOf.get(0), "type").equals("integer")
        && Json.text(anyOf.get(1), "type").equals("string");
  }

  private static boolean intOrString(JsonNode schema) {
    return schema.path("x-kubernetes-int-or-string").asBoolean(false);
  }

  private static boolean embedded(JsonNode schema) {
    return schema.path("x-kubernetes-embedded-resource").asBoolean(false);
  }

  private static boolean preserves(JsonNode schema) {
    return schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false);
  }
}
