package io.ubernetes.runtime.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Takes `object.metadata.managedFields` out of the bytes of a watch's event. They are up to half
/// of an event, nobody who watches looks at them, and their names (`k:{"uid":"..."}`) are the only
/// ones that do not repeat, which would spoil a parser's table of names.
///
/// Follows the structure of the JSON only as far as that field; what is malformed is left to the
/// parser. Belongs to one thread.
final class EventBytes {
  /// The field and those around it, outermost first.
  private static final byte[][] PATH = {
    "object".getBytes(US_ASCII), "metadata".getBytes(US_ASCII), "managedFields".getBytes(US_ASCII)
  };

  private final byte[] json;
  private final int length;
  private int at;

  private EventBytes(byte[] json, int length) {
    this.json = json;
    this.length = length;
  }

  /// @return how many bytes of `json` are left, from its start
  static int withoutManagedFields(byte[] json, int length) {
    return new EventBytes(json, length).cut();
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
          if (depth >= 1 && depth <= PATH.length && matched >= depth - 1 && isName()) {
            matched = isText(here + 1, at - 1, PATH[depth - 1]) ? depth : depth - 1;
            if (matched == PATH.length) {
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
