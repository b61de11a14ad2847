package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.model.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One of `x-kubernetes-validations`, as it stands in a definition.
///
/// @param oldSelfIsOptional whether the rule is asked also when there was nothing before
record Rule(
    String expression,
    String message,
    String messageExpression,
    String reason,
    String fieldPath,
    boolean oldSelfIsOptional) {

  static Rule of(JsonNode json) {
    return new Rule(
        Json.text(json, "rule"),
        Json.text(json, "message"),
        Json.text(json, "messageExpression"),
        Json.text(json, "reason"),
        Json.text(json, "fieldPath"),
        json.path("optionalOldSelf").asBoolean(false));
  }

  /// What the rule is called in messages about itself.
  String shortly() {
    return message.isEmpty() ? expression.strip() : message.strip();
  }

  String failure() {
    return message.isEmpty() ? "failed rule: " + shortly() : message.strip();
  }

  /// The path of the field that is blamed, as messages write it: what follows the path of the
  /// value.
  ///
  /// @param path of the value that the rule is about
  String normalFieldPath(String path) {
    if (fieldPath.isEmpty()) {
      return "";
    }
    String keys = fieldPath.replaceAll("\\['((?:[^'\\\\]|\\\\.)*)'\\]", ".$1");
    return path.isEmpty() ? keys.substring(1) : keys;
  }

  /// The error that says so.
  ///
  /// @param shown the value that was judged; empty when it is not shown
  FieldError error(String path, Optional<String> shown, String detail) {
    return switch (reason) {
      case "FieldValueForbidden" -> FieldError.forbidden(path, detail);
      case "FieldValueRequired" -> FieldError.required(path, detail);
      case "FieldValueDuplicate" -> FieldError.duplicate(path, shown.orElse(""));
      default ->
          shown.isPresent()
              ? FieldError.invalid(path, shown.get(), detail)
              : new FieldError(FieldError.Type.INVALID, path, "Invalid value: " + detail);
    };
  }
}
