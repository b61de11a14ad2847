package io.ubernetes.apimachinery.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decodes what stands after the question mark of a URL as Go's `url.URL.Query` does: pairs are
/// split at `&`, a pair that holds a semicolon or a broken escape is left out.
final class QueryString {

  private QueryString() {}

  /// Parameters in the order sent.
  static Map<String, List<String>> decode(String query) {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    int start = 0;
    while (start <= query.length()) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      addPair(parameters, query.substring(start, end));
      start = end + 1;
    }
    return parameters;
  }

  /// Whether each percent sign of a path is followed by two hexadecimal digits.
  static boolean isWellEscaped(String path) {
    for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
      if (octetAt(path, at) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void addPair(Map<String, List<String>> parameters, String pair) {
    if (pair.isEmpty() || pair.indexOf(';') >= 0) {
      return;
    }
    int equals = pair.indexOf('=');
    String rawName = equals < 0 ? pair : pair.substring(0, equals);
    String rawValue = equals < 0 ? "" : pair.substring(equals + 1);
    if (isWellEscaped(rawName) && isWellEscaped(rawValue)) {
      parameters
          .computeIfAbsent(unescape(rawName), name -> new ArrayList<>(1))
          .add(unescape(rawValue));
    }
  }

  private static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text.replace('+', ' ');
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      switch (bytes[i]) {
        case '%' -> {
          plain.write(Character.digit(bytes[i + 1], 16) * 16 + Character.digit(bytes[i + 2], 16));
          i += 2;
        }
        case '+' -> plain.write(' ');
        default -> plain.write(bytes[i]);
      }
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  private static int octetAt(String text, int at) {
    if (at + 2 >= text.length()) {
      return -1;
    }
    int high = hex(text.charAt(at + 1));
    int low = hex(text.charAt(at + 2));
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static int hex(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
