package io.ubernetes.apimachinery.crd;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Follows a path such as `.spec.color` or `.labels['a.b']` through a schema.
///
/// @param schema of what the path leads to; null when it leads nowhere
/// @param problem why it leads nowhere; empty when it does
record SchemaPath(@Nullable JsonNode schema, String problem) {

  private static final String NO_FIELD = "does not refer to a valid field";

  /// What may stand in a path.
  enum Notation {
    DOTS_ONLY,
    BRACKETS_TOO
  }

  static SchemaPath find(JsonNode schema, String path, Notation notation) {
    JsonNode at = schema;
    List<String> tokens = tokens(path);
    int i = 0;
    while (i < tokens.size()) {
      String token = tokens.get(i++);
      String name;
      if (token.equals(".")) {
        if (i >= tokens.size()) {
          return new SchemaPath(null, "unexpected end of JSON path");
        }
        name = tokens.get(i++);
      } else if (token.equals("[")) {
        if (notation == Notation.DOTS_ONLY) {
          return new SchemaPath(null, "array notation is not allowed");
        }
        if (i + 1 >= tokens.size()) {
          return new SchemaPath(null, "unexpected end of JSON path");
        }
        String quoted = tokens.get(i++);
        if (quoted.length() < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) {
          return new SchemaPath(null, "expected single quoted string but got " + quoted);
        }
        name = quoted.substring(1, quoted.length() - 1).replace("\\'", "'");
        if (!tokens.get(i++).equals("]")) {
          return new SchemaPath(null, "expected ] but got " + tokens.get(i - 1));
        }
      } else {
        return new SchemaPath(null, "expected [ or . but got: " + token);
      }
      JsonNode field = Json.at(at, "properties", name);
      JsonNode values = Json.at(at, "additionalProperties");
      JsonNode inside = at.has("properties") ? field : values;
      if (inside == null) {
        return new SchemaPath(null, NO_FIELD);
      }
      at = inside;
    }
    return new SchemaPath(at, "");
  }

  private static List<String> tokens(String path) {
    List<String> tokens = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      }
      if (!quoted && (c == '.' || c == '[' || c == ']')) {
        if (!word.isEmpty()) {
          tokens.add(word.toString());
          word.setLength(0);
        }
        tokens.add(Character.toString(c));
      } else {
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      tokens.add(word.toString());
    }
    return tokens;
  }
}
