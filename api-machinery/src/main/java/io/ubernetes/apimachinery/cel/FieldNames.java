package io.ubernetes.apimachinery.cel;

import java.util.Optional;
import java.util.Set;

/// What names may be called in expressions (specification of the language, section Syntax), and how
/// names of fields that are no identifiers are written there: `foo-bar` is `foo__dash__bar`,
/// `namespace` is `__namespace__` (Kubernetes' escaping of property names).
public final class FieldNames {

  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private FieldNames() {}

  /// Whether the name can be written as it is.
  public static boolean isIdentifier(String name) {
    return !name.isEmpty()
        && !isDigit(name.charAt(0))
        && name.chars().allMatch(c -> c == '_' || isDigit(c) || isLetter(c))
        && !RESERVED.contains(name);
  }

  /// @return empty when the name cannot be written at all, so that the field is out of reach
  public static Optional<String> escape(String name) {
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      return Optional.empty();
    }
    if (RESERVED.contains(name)) {
      return Optional.of("__" + name + "__");
    }
    StringBuilder escaped = new StringBuilder(name.length());
    int i = 0;
    while (i < name.length()) {
      char c = name.charAt(i);
      if (name.startsWith("__", i)) {
        escaped.append("__underscores__");
        i++;
      } else if (c == '.') {
        escaped.append("__dot__");
      } else if (c == '-') {
        escaped.append("__dash__");
      } else if (c == '/') {
        escaped.append("__slash__");
      } else if (c == '_' || isDigit(c) || isLetter(c)) {
        escaped.append(c);
      } else {
        return Optional.empty();
      }
      i++;
    }
    return Optional.of(escaped.toString());
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
