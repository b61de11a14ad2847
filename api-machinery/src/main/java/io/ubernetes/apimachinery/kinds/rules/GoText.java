package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Values as they stand in Kubernetes' messages, which Go prints.
public final class GoText {

  private GoText() {}

  /// A value of any type: strings quoted, numbers and flags bare, everything else as JSON.
  public static String of(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "null";
    }
    return value.isString() ? quote(value.stringValue()) : Json.MAPPER.writeValueAsString(value);
  }

  /// Labels, which Go prints in the order of their keys.
  public static String ofLabels(@Nullable JsonNode labels) {
    return of(sorted(labels));
  }

  /// A label selector, in the order of its fields, with its labels in the order of their keys.
  public static String ofSelector(@Nullable JsonNode selector) {
    return of(selector(selector));
  }

  /// A label selector as Go prints it.
  public static @Nullable JsonNode selector(@Nullable JsonNode selector) {
    if (!(selector instanceof ObjectNode given)) {
      return selector;
    }
    ObjectNode shown = Json.object();
    JsonNode labels = sorted(given.get("matchLabels"));
    if (labels != null) {
      shown.set("matchLabels", labels);
    }
    if (given.get("matchExpressions") != null) {
      shown.set("matchExpressions", given.get("matchExpressions"));
    }
    return shown;
  }

  private static @Nullable JsonNode sorted(@Nullable JsonNode map) {
    if (map == null || !map.isObject()) {
      return map;
    }
    ObjectNode sorted = Json.object();
    map.propertyNames().stream().sorted().forEach(key -> sorted.set(key, map.get(key)));
    return sorted;
  }

  /// Text in double quotes, with what cannot be seen escaped (Go's `%q`).
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    switch (c) {
      case '"' -> quoted.append("\\\"");
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (c < 0x20 || c == 0x7f) {
          quoted.append(String.format("\\x%02x", c));
        } else {
          quoted.appendCodePoint(c);
        }
      }
    }
  }
}
