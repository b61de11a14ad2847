package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
