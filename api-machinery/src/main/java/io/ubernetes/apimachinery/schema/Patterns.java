package io.ubernetes.apimachinery.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Regular expressions of schemas, in Go's syntax (RE2), compiled once. Thread-safe.
public final class Patterns {

  /// Definitions rarely have more patterns than these together; beyond that all are forgotten.
  private static final int MAX_COMPILED = 4096;

  private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

  private Patterns() {}

  /// Why a text is no regular expression, in Go's words; empty when it is one.
  public static String problem(String pattern) {
    try {
      Pattern.compile(pattern);
      return "";
    } catch (PatternSyntaxException malformed) {
      return String.valueOf(malformed.getMessage());
    }
  }

  /// @throws PatternSyntaxException when it is none
  static Pattern of(String pattern) {
    Pattern known = COMPILED.get(pattern);
    if (known == null) {
      if (COMPILED.size() >= MAX_COMPILED) {
        COMPILED.clear();
      }
      known = Pattern.compile(pattern);
      COMPILED.put(pattern, known);
    }
    return known;
  }
}
