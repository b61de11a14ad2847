package io.ubernetes.apimachinery.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// JSON values and their types as Go prints them: clients see them in Kubernetes' messages.
public final class GoText {

  private GoText() {}

  /// As Go's `%v`: `map[image:x]`, `[a b]`, `<nil>`, text without quotes.
  public static String value(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return "<nil>";
    }
    if (node.isObject()) {
      Map<String, String> sorted = new TreeMap<>();
      node.properties().forEach(field -> sorted.put(field.getKey(), value(field.getValue())));
      return sorted.entrySet().stream()
          .map(field -> field.getKey() + ":" + field.getValue())
          .collect(Collectors.joining(" ", "map[", "]"));
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(value(item)));
      return "[" + String.join(" ", items) + "]";
    }
    return node.asString();
  }

  /// The name of a JSON value's type in the errors of Go's JSON decoder.
  public static String jsonType(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case NUMBER -> "number";
      case BOOLEAN -> "bool";
      case STRING -> "string";
      case NULL, MISSING, BINARY, POJO -> "null";
    };
  }

  /// The Go type that holds a decoded JSON value.
  public static String goType(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case NUMBER -> node.isIntegralNumber() ? "int64" : "float64";
      case BOOLEAN -> "bool";
      case STRING -> "string";
      case NULL, MISSING, BINARY, POJO -> "%!s(<nil>)";
    };
  }
}
