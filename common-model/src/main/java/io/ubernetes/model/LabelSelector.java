package io.ubernetes.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Chooses objects by their labels: all requirements must hold. Immutable.
///
/// Two forms are read, both as Kubernetes does ("Labels and Selectors" in its documentation): the
/// query form of `labelSelector=` ([#parse]), and the `LabelSelector` object that stands in specs
/// ([#fromJson]). Errors are [IllegalArgumentException]s with the words that an API server answers.
public final class LabelSelector {
  private static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
  private static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private final List<Requirement> requirements;
  private final boolean selectsNothing;

  private LabelSelector(List<Requirement> requirements, boolean selectsNothing) {
    this.requirements =
        requirements.stream().sorted(Comparator.comparing(Requirement::key)).toList();
    this.selectsNothing = selectsNothing;
  }

  public static LabelSelector everything() {
    return EVERYTHING;
  }

  public static LabelSelector nothing() {
    return NOTHING;
  }

  public static LabelSelector of(List<Requirement> requirements) {
    return requirements.isEmpty() ? EVERYTHING : new LabelSelector(requirements, false);
  }

  /// Reads the query form, such as `a=b,c!=d,e in (x,y),f notin (z),g,!h,i>1,i<5`. Blank text
  /// selects everything.
  ///
  /// @throws IllegalArgumentException when it cannot be understood
  public static LabelSelector parse(String text) {
    return text.isEmpty() ? EVERYTHING : of(new LabelSelectorParser(text).parse());
  }

  /// Reads a `LabelSelector` object. As in Kubernetes an absent one (null) selects nothing and an
  /// empty one everything.
  ///
  /// @throws IllegalArgumentException for an unknown operator, or values that do not go with theirs
  public static LabelSelector fromJson(@Nullable JsonNode selector) {
    if (selector == null || selector.isNull()) {
      return NOTHING;
    }
    List<Requirement> requirements = new ArrayList<>();
    Json.strings(Json.at(selector, "matchLabels"))
        .forEach(
            (key, value) -> requirements.add(Requirement.of(key, Operator.EQUALS, List.of(value))));
    JsonNode expressions = Json.at(selector, "matchExpressions");
    if (expressions != null) {
      expressions.forEach(expression -> requirements.add(expression(expression)));
    }
    return of(requirements);
  }

  private static Requirement expression(JsonNode expression) {
    String operator = Json.text(expression, "operator");
    List<String> values = new ArrayList<>();
    JsonNode list = Json.at(expression, "values");
    if (list != null) {
      list.forEach(value -> values.add(value.asString()));
    }
    return Requirement.of(
        Json.text(expression, "key"),
        switch (operator) {
          case "In" -> Operator.IN;
          case "NotIn" -> Operator.NOT_IN;
          case "Exists" -> Operator.EXISTS;
          case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
          default ->
              throw new IllegalArgumentException(
                  LabelSyntax.quote(operator) + " is not a valid label selector operator");
        },
        values);
  }

  /// In the order of their keys.
  public List<Requirement> requirements() {
    return requirements;
  }

  public boolean matches(Map<String, String> labels) {
    if (selectsNothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /// Whether this selects everything.
  public boolean isEmpty() {
    return requirements.isEmpty() && !selectsNothing;
  }

  /// The query form, in the order of the keys; [#parse] reads it back, except for what has no query
  /// form: [#nothing], which prints as the empty string, and a set of the empty text alone.
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LabelSelector that
        && requirements.equals(that.requirements)
        && selectsNothing == that.selectsNothing;
  }

  @Override
  public int hashCode() {
    return Objects.hash(requirements, selectsNothing);
  }

  /// How a label is compared with the values of a requirement.
  public enum Operator {
    IN("in"),
    NOT_IN("notin"),
    EQUALS("="),
    DOUBLE_EQUALS("=="),
    NOT_EQUALS("!="),
    GREATER_THAN("gt"),
    LESS_THAN("lt"),
    EXISTS("exists"),
    DOES_NOT_EXIST("!");

    private final String word;

    Operator(String word) {
      this.word = word;
    }

    /// The word that Kubernetes uses in its messages.
    String word() {
      return word;
    }
  }

  /// One condition on one label.
  ///
  /// @param values sorted; what is allowed or forbidden, or the one number to compare with
  public record Requirement(String key, Operator operator, SequencedSet<String> values) {

    public Requirement {
      // Sorted, but looked up by hash: a decision of the scheduler asks for each cluster.
      values = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(new TreeSet<>(values)));
      LabelSyntax.checkRequirement(key, operator, List.copyOf(values));
    }

    /// @throws IllegalArgumentException when the key is no label key, or the values do not go with
    ///   the operator
    public static Requirement of(String key, Operator operator, Collection<String> values) {
      return new Requirement(key, operator, new TreeSet<>(values));
    }

    public boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN, EQUALS, DOUBLE_EQUALS -> value != null && values.contains(value);
        case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER_THAN -> value != null && compares(value, 1);
        case LESS_THAN -> value != null && compares(value, -1);
      };
    }

    private boolean compares(String value, int sign) {
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst())) == sign;
      } catch (NumberFormatException _) {
        return false; // a label that is no number is neither greater nor less
      }
    }

    /// The query form.
    @Override
    public String toString() {
      return switch (operator) {
        case IN, NOT_IN -> key + " " + operator.word + " (" + String.join(",", values) + ")";
        case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> key + operator.word + values.getFirst();
        case GREATER_THAN -> key + ">" + values.getFirst();
        case LESS_THAN -> key + "<" + values.getFirst();
        case EXISTS -> key;
        case DOES_NOT_EXIST -> "!" + key;
      };
    }
  }
}
