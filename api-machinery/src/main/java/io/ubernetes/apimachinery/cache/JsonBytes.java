package io.ubernetes.apimachinery.cache;

import java.util.Arrays;

/// Finds its way in compact JSON, as the store has it, without parsing it. What is not well-formed
/// is a defect and ends in an [IndexOutOfBoundsException]. Stateless.
final class JsonBytes {
  private JsonBytes() {}

  /// The place behind the value that begins at `at`.
  static int end(byte[] json, int at) {
    return switch (json[at]) {
      case '"' -> endOfText(json, at);
      case '{', '[' -> endAround(json, at + 1);
      default -> endOfPlain(json, at);
    };
  }

  /// Where the value of a field begins in the object that begins at `object`.
  ///
  /// @param name with its quotes and the colon
  /// @return -1 when there is no such field
  static int field(byte[] json, int object, byte[] name) {
    int at = object + 1;
    while (json[at] == '"') {
      int value = endOfText(json, at) + 1;
      if (Arrays.equals(json, at, value, name, 0, name.length)) {
        return value;
      }
      int end = end(json, value);
      at = json[end] == ',' ? end + 1 : end;
    }
    return -1;
  }

  private static int endOfText(byte[] json, int quote) {
    int at = quote + 1;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /// The place behind the object or list in which `inside` stands, which is not within a text.
  static int endAround(byte[] json, int inside) {
    int depth = 1;
    int at = inside;
    do {
      byte next = json[at];
      if (next == '"') {
        at = endOfText(json, at);
      } else {
        if (next == '{' || next == '[') {
          depth++;
        } else if (next == '}' || next == ']') {
          depth--;
        }
        at++;
      }
    } while (depth > 0);
    return at;
  }

  private static int endOfPlain(byte[] json, int start) {
    int at = start;
    while (json[at] != ',' && json[at] != '}' && json[at] != ']') {
      at++;
    }
    return at;
  }
}
