package io.ubernetes.apimachinery.patch;

import java.util.ArrayList;
import java.util.List;

/// A JSON pointer (RFC 6901), unescaped. The path of the whole document has no parts.
record JsonPointerPath(List<String> parts) {

  JsonPointerPath {
    parts = List.copyOf(parts);
  }

  /// What stands before the first slash does not count, as in Kubernetes.
  static JsonPointerPath parse(String text) {
    List<String> parts = new ArrayList<>();
    int slash = text.indexOf('/');
    while (slash >= 0) {
      int next = text.indexOf('/', slash + 1);
      String part = next < 0 ? text.substring(slash + 1) : text.substring(slash + 1, next);
      parts.add(part.indexOf('~') < 0 ? part : unescape(part));
      slash = next;
    }
    return new JsonPointerPath(parts);
  }

  private static String unescape(String part) {
    return part.replace("~1", "/").replace("~0", "~");
  }

  boolean isRoot() {
    return parts.isEmpty();
  }

  String last() {
    return parts.getLast();
  }

  List<String> parents() {
    return parts.subList(0, parts.size() - 1);
  }
}
