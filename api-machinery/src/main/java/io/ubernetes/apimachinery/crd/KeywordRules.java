package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Which words of JSON Schema and of Kubernetes' extensions may be used, and with what.
final class KeywordRules {

  static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");

  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String MAP_TYPE = "x-kubernetes-map-type";
  private static final String MAP_KEYS = "x-kubernetes-list-map-keys";
  private static final String RULES = "x-kubernetes-validations";

  private final FieldErrors errors;

  private KeywordRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void check(JsonNode schema, FieldPath path, FieldErrors errors) {
    new KeywordRules(errors).check(schema, path, true, "", false);
  }

  /// @param noDefaults why there must be no defaults; empty when there may be
  /// @param meta whether this is inside of metadata
  private void check(
      JsonNode schema, FieldPath path, boolean root, String noDefaults, boolean meta) {
    words(schema, path, noDefaults, meta);
    JsonNode values = schema.path("additionalProperties");
    if (!values.isMissingNode()) {
      boolean limits = values.isObject() || !values.asBoolean(true);
      if (!schema.path("properties").isEmpty() && limits) {
        errors.forbidden(
            path.child("additionalProperties"),
            "additionalProperties and properties are mutual exclusive");
      }
      if (values.isObject()) {
        String reason =
            meta ? "inside additionalProperties applying to object metadata" : noDefaults;
        check(values, path.child("additionalProperties"), false, reason, meta);
      }
    }
    boolean resource = root || schema.path("x-kubernetes-embedded-resource").asBoolean(false);
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      boolean inMeta =
          resource && Set.of("metadata", "kind", "apiVersion").contains(field.getKey());
      String reason = inMeta && root ? "in top-level " + field.getKey() : noDefaults;
      check(
          field.getValue(),
          path.child("properties").key(field.getKey()),
          false,
          reason,
          meta || inMeta);
    }
    for (String junctor : List.of("allOf", "anyOf", "oneOf")) {
      for (int i = 0; i < schema.path(junctor).size(); i++) {
        check(schema.path(junctor).get(i), path.child(junctor).index(i), false, noDefaults, meta);
      }
    }
    if (schema.path("not").isObject()) {
      check(schema.get("not"), path.child("not"), false, noDefaults, meta);
    }
    if (schema.path("items").isObject()) {
      check(schema.get("items"), path.child("items"), false, noDefaults, meta);
    }
    mapType(schema, path);
    listType(schema, path);
    ruleWords(schema, path);
  }

  private void words(JsonNode schema, FieldPath path, String noDefaults, boolean meta) {
    String type = Json.text(schema, "type");
    if (!type.isEmpty() && !TYPES.contains(type)) {
      errors.notSupported(path.child("type"), type, TYPES);
    }
    if (schema.has("default") && !noDefaults.isEmpty()) {
      errors.forbidden(path.child("default"), "must not be set " + noDefaults);
    }
    for (String word :
        List.of(
            "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")) {
      if (schema.has(word)) {
        errors.forbidden(path.child(word), word + " is not supported");
      }
    }
    if (type.equals("null")) {
      errors.forbidden(
          path.child("type"), "type cannot be set to null, use nullable as an alternative");
    }
    if (schema.path("items").isArray()) {
      errors.forbidden(path.child("items"), "items must be a schema object and not an array");
    }
    if (meta && schema.path("x-kubernetes-embedded-resource").asBoolean(false)) {
      errors.forbidden(
          path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
    }
    if (schema.path("uniqueItems").asBoolean(false)) {
      errors.forbidden(
          path.child("uniqueItems"),
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    JsonNode preserve = schema.get("x-kubernetes-preserve-unknown-fields");
    if (preserve != null && !preserve.asBoolean(true)) {
      errors.invalid(
          path.child("x-kubernetes-preserve-unknown-fields"),
          preserve,
          "must be true or undefined");
    }
  }

  private void mapType(JsonNode schema, FieldPath path) {
    String mapType = Json.text(schema, MAP_TYPE);
    if (mapType.isEmpty()) {
      return;
    }
    wantsType(schema, "object", MAP_TYPE, path);
    errors.oneOf(path.child(MAP_TYPE), mapType, List.of("atomic", "granular"));
  }

  private void wantsType(JsonNode schema, String wanted, String word, FieldPath path) {
    String type = Json.text(schema, "type");
    String rule = "must be " + wanted + " if " + word + " is specified";
    if (type.isEmpty()) {
      errors.required(path.child("type"), rule);
    } else if (!type.equals(wanted)) {
      errors.invalid(path.child("type"), type, rule);
    }
  }

  private void listType(JsonNode schema, FieldPath path) {
    String listType = Json.text(schema, LIST_TYPE);
    List<String> keys = Trees.strings(schema, MAP_KEYS);
    if (!listType.isEmpty()) {
      wantsType(schema, "array", LIST_TYPE, path);
      errors.oneOf(path.child(LIST_TYPE), listType, List.of("atomic", "set", "map"));
    }
    if (listType.equals("set")) {
      set(schema.path("items"), path.child("items"));
    }
    if (!keys.isEmpty() && !listType.equals("map")) {
      String rule = "must be map if x-kubernetes-list-map-keys is non-empty";
      if (listType.isEmpty()) {
        errors.required(path.child(LIST_TYPE), rule);
      } else {
        errors.invalid(path.child(LIST_TYPE), listType, rule);
      }
    }
    if (listType.equals("map")) {
      map(schema, keys, path);
    }
    boolean identified = listType.equals("map") || listType.equals("set");
    if (identified && schema.path("items").path("nullable").asBoolean(false)) {
      errors.forbidden(
          path.child("items").child("nullable"),
          "cannot be nullable when x-kubernetes-list-type is " + listType);
    }
  }

  private void set(JsonNode items, FieldPath path) {
    String rule = "must be atomic as item of a list with x-kubernetes-list-type=set";
    String type = Json.text(items, "type");
    String listType = Json.text(items, LIST_TYPE);
    if (type.equals("array") && !listType.isEmpty() && !listType.equals("atomic")) {
      errors.invalid(path.child(LIST_TYPE), listType, rule);
    }
    if (type.equals("object") && !Json.text(items, MAP_TYPE).equals("atomic")) {
      errors.invalid(path.child(MAP_TYPE), items.get(MAP_TYPE), rule);
    }
  }

  private void map(JsonNode schema, List<String> keys, FieldPath path) {
    FieldPath items = path.child("items");
    JsonNode item = schema.path("items");
    if (keys.isEmpty()) {
      errors.required(path.child(MAP_KEYS), "must not be empty if x-kubernetes-list-type is map");
    }
    if (item.isMissingNode()) {
      errors.required(items, "must have a schema if x-kubernetes-list-type is map");
      return;
    }
    String type = Json.text(item, "type");
    if (!type.equals("object")) {
      errors.invalid(
          items.child("type"),
          type,
          "must be object if parent array's x-kubernetes-list-type is map");
      return;
    }
    Set<String> seen = new HashSet<>();
    List<String> required = Trees.strings(item, "required");
    for (String key : keys) {
      FieldPath field = items.child("properties").key(key);
      JsonNode schemaOfKey = Json.at(item, "properties", key);
      if (schemaOfKey == null) {
        keysAre(keys, "entries must all be names of item properties", path);
      } else {
        keySchema(schemaOfKey, required.contains(key), type, field);
      }
      if (!seen.add(key)) {
        keysAre(keys, "must not contain duplicate entries", path);
      }
    }
  }

  private void keySchema(JsonNode key, boolean required, String itemType, FieldPath field) {
    String type = Json.text(key, "type");
    if (type.equals("array") || type.equals("object")) {
      errors.invalid(
          field.child("type"),
          itemType,
          "must be a scalar type if parent array's x-kubernetes-list-type is map");
    }
    if (!required && !key.has("default")) {
      errors.required(
          field.child("default"),
          "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
              + " required property");
    }
    if (key.path("nullable").asBoolean(false)) {
      errors.forbidden(
          field.child("nullable"),
          "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
    }
  }

  private void keysAre(List<String> keys, String detail, FieldPath path) {
    errors.add(
        FieldError.invalid(
            path.child(MAP_KEYS).toString(), Json.MAPPER.writeValueAsString(keys), detail));
  }

  private void ruleWords(JsonNode schema, FieldPath path) {
    JsonNode rules = schema.path(RULES);
    for (int i = 0; i < rules.size(); i++) {
      ruleWords(schema, rules.get(i), path.child(RULES).index(i));
    }
  }

  private void ruleWords(JsonNode schema, JsonNode rule, FieldPath path) {
    String expression = Json.text(rule, "rule").strip();
    String message = Json.text(rule, "message");
    if (expression.isEmpty()) {
      errors.required(path.child("rule"), "rule is not specified");
    } else if (!message.isEmpty() && message.isBlank()) {
      errors.invalid(path.child("message"), message, "must be non-empty if specified");
    } else if (hasBreak(message.strip())) {
      errors.invalid(path.child("message"), message, "must not contain line breaks");
    } else if (hasBreak(expression) && message.isBlank()) {
      errors.required(
          path.child("message"), "message must be specified if rule contains line breaks");
    }
    String messageExpression = Json.text(rule, "messageExpression");
    if (!messageExpression.isEmpty() && messageExpression.isBlank()) {
      errors.required(
          path.child("messageExpression"), "messageExpression must be non-empty if specified");
    }
    if (rule.has("reason")) {
      errors.oneOf(
          path.child("reason"),
          Json.text(rule, "reason"),
          List.of(
              "FieldValueDuplicate",
              "FieldValueForbidden",
              "FieldValueInvalid",
              "FieldValueRequired"));
    }
    String fieldPath = Json.text(rule, "fieldPath");
    if (!fieldPath.isEmpty()) {
      if (fieldPath.isBlank()) {
        errors.invalid(path.child("fieldPath"), fieldPath, "must be non-empty if specified");
      }
      if (hasBreak(fieldPath)) {
        errors.invalid(path.child("fieldPath"), fieldPath, "must not contain line breaks");
      }
      SchemaPath found = SchemaPath.find(schema, fieldPath, SchemaPath.Notation.BRACKETS_TOO);
      if (!found.problem().isEmpty()) {
        errors.invalid(path.child("fieldPath"), fieldPath, "must be a valid path");
      }
    }
  }

  private static boolean hasBreak(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }
}
