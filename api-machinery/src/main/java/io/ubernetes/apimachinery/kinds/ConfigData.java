package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// The rules that ConfigMaps and Secrets share.
final class ConfigData {

  /// All values of an object together.
  static final int MAX_BYTES = 1024 * 1024;

  private ConfigData() {}

  static void keys(Map<String, String> data, FieldPath field, FieldErrors errors) {
    data.keySet().forEach(key -> errors.eachInvalid(field.key(key), key, Names.configKey(key)));
  }

  /// How many bytes a text in base64 stands for.
  static long decodedLength(String base64) {
    int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return base64.length() / 4 * 3L - padding;
  }

  /// Data that was declared immutable stays so, and cannot be declared mutable again.
  static void immutable(
      ObjectNode object, ObjectNode old, List<String> fields, FieldErrors errors) {
    if (!Trees.flag(old, "immutable")) {
      return;
    }
    String why = "field is immutable when `immutable` is set";
    if (!Trees.flag(object, "immutable")) {
      errors.forbidden(FieldPath.of("immutable"), why);
    }
    for (String field : fields) {
      if (!Trees.same(Json.at(object, field), Json.at(old, field))) {
        errors.forbidden(FieldPath.of(field), why);
      }
    }
  }
}
