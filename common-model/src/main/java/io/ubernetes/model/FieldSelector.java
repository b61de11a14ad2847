package io.ubernetes.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Chooses objects by the values of a few of their fields (`fieldSelector=metadata.name=a`): all
/// requirements must hold. Immutable. A field that an object does not have counts as empty text.
///
/// @param requirements in the order of their text
public record FieldSelector(List<Requirement> requirements) {
  private static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  public FieldSelector {
    requirements = List.copyOf(requirements);
  }

  public static FieldSelector everything() {
    return EVERYTHING;
  }

  /// Reads terms `field=value`, `field==value` and `field!=value` with commas between them. A
  /// comma, an equals sign or a backslash in a value stands behind a backslash.
  ///
  /// @throws IllegalArgumentException in Kubernetes' words when it cannot be understood
  public static FieldSelector parse(String text) {
    if (text.isEmpty()) {
      return EVERYTHING;
    }
    List<String> terms = terms(text);
    terms.sort(null);
    List<Requirement> requirements = new ArrayList<>();
    for (String term : terms) {
      if (!term.isEmpty()) {
        requirements.add(requirement(text, term));
      }
    }
    return new FieldSelector(requirements);
  }

  public boolean matches(Map<String, String> fields) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(fields)) {
        return false;
      }
    }
    return true;
  }

  /// Whether this selects everything.
  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  /// The one value that a field must have, or nothing where several may do.
  public Optional<String> exactMatch(String field) {
    return requirements.stream()
        .filter(requirement -> !requirement.negated() && requirement.field().equals(field))
        .map(Requirement::value)
        .findFirst();
  }

  /// Text that [#parse] reads back.
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }

  /// One condition on one field.
  ///
  /// @param negated whether the field must differ from the value, not equal it
  public record Requirement(String field, boolean negated, String value) {

    public boolean matches(Map<String, String> fields) {
      return fields.getOrDefault(field, "").equals(value) != negated;
    }

    @Override
    public String toString() {
      return field + (negated ? "!=" : "=") + escape(value);
    }
  }

  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++; // what is behind a backslash does not separate
      } else if (c == ',') {
        terms.add(text.substring(start, i));
        start = i + 1;
      }
    }
    terms.add(text.substring(start));
    return terms;
  }

  private static Requirement requirement(String selector, String term) {
    for (int i = 0; i < term.length(); i++) {
      if (term.startsWith("!=", i)) {
        return new Requirement(term.substring(0, i), true, unescape(term.substring(i + 2)));
      }
      if (term.charAt(i) == '=') {
        int length = term.startsWith("==", i) ? 2 : 1;
        return new Requirement(term.substring(0, i), false, unescape(term.substring(i + length)));
      }
    }
    throw new IllegalArgumentException(
        "invalid selector: '" + selector + "'; can't understand '" + term + "'");
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  private static String unescape(String value) {
    StringBuilder plain = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '=') {
        throw new IllegalArgumentException(
            "invalid field selector: unescaped character in value: " + (int) c);
      }
      if (c == '\\') {
        i++;
        if (i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
          throw new IllegalArgumentException(
              "invalid field selector: invalid escape sequence: "
                  + value.substring(i - 1, Math.min(i + 1, value.length())));
        }
        c = value.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
