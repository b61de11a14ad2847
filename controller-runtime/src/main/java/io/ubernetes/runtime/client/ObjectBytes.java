package io.ubernetes.runtime.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Takes `metadata.managedFields` out of the bytes of an object, or of a watch's event of one. They
/// are up to half of it, nobody who watches or writes looks at them, and their names
/// (`k:{"uid":"..."}`) are the only ones that do not repeat, which would spoil a parser's table of
/// names.
///
/// Follows the structure of the JSON only as far as that field; what is malformed is left to the
/// parser. Belongs to one thread.
final class ObjectBytes {

  private static final byte[][] OF_OBJECT = path("metadata", "managedFields");
  private static final byte[][] OF_EVENT = path("object", "metadata", "managedFields");

  /// The field and those around it, outermost first.
  private final byte[][] path;

  private final byte[] json;
  private final int length;
  private int at;

  private ObjectBytes(byte[][] path, byte[] json, int length) {
    this.path = path;
    this.json = json;
    this.length = length;
  }

  /// @param json an object
  /// @return how many bytes of `json` are left, from its start
  static int withoutManagedFields(byte[] json, int length) {
    return new ObjectBytes(OF_OBJECT, json, length).cut();
  }

  /// @param json an event
  /// @return as [#withoutManagedFields]
  static int eventWithoutManagedFields(byte[] json, int length) {
    return new ObjectBytes(OF_EVENT, json, length).cut();
  }

  private static byte[][] path(String... names) {
    byte[][] path = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      path[i] = names[i].getBytes(US_ASCII);
    }
    return path;
  }

  private int cut() {
    int depth = 0;
    int matched = 0; // so many names of the path lead to where we are
    int comma = -1;
    while (at < length) {
      int here = at;
      switch (json[at]) {
        case '{', '[' -> depth++;
        case '}', ']' -> matched = Math.min(matched, --depth);
        case ',' -> comma = at;
        case '"' -> {
          skipString();
          if (depth >= 1 && depth <= path.length && matched >= depth - 1 && isName()) {
            matched = isText(here + 1, at - 1, path[depth - 1]) ? depth : depth - 1;
            if (matched == path.length) {
              return cut(here, comma);
            }
          }
          continue;
        }
        default -> {}
      }
      at++;
    }
    return length;
  }

  /// @param name where the field's name begins
  /// @param before the comma before it, or any earlier place when it is the first
  private int cut(int name, int before) {
    skipBlanks();
    at++; // the colon
    skipBlanks();
    if (at >= length || json[at] != '[') {
      return length; // null, or no list of entries: nothing to gain
    }
    skipList();
    skipBlanks();
    int from = name;
    if (at < length && json[at] == ',') {
      at++;
    } else if (before > 0 && isBlank(before + 1, name)) {
      from = before;
    }
    System.arraycopy(json, at, json, from, length - at);
    return length - (at - from);
  }

  private void skipString() {
    at++;
    while (at < length && json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    at = Math.min(at + 1, length);
  }

  private void skipList() {
    int depth = 0;
    while (at < length) {
      switch (json[at]) {
        case '"' -> {
          skipString();
          continue;
        }
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      at++;
      if (depth == 0) {
        return;
      }
    }
  }

  private void skipBlanks() {
    while (at < length && isBlank(json[at])) {
      at++;
    }
  }

  /// Whether the string that ends here is a field's name.
  private boolean isName() {
    int next = at;
    while (next < length && isBlank(json[next])) {
      next++;
    }
    return next < length && json[next] == ':';
  }

  private boolean isText(int from, int to, byte[] text) {
    return Arrays.equals(json, from, to, text, 0, text.length);
  }

  private boolean isBlank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isBlank(json[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t';
  }
}
