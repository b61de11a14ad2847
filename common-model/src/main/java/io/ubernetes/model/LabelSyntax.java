package io.ubernetes.model;

import io.ubernetes.model.LabelSelector.Operator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/// Which keys and values go with which operator of a label selector, in the words of Kubernetes'
/// messages.
final class LabelSyntax {
  private LabelSyntax() {}

  /// @throws IllegalArgumentException with all that is wrong
  static void checkRequirement(String key, Operator operator, List<String> values) {
    List<String> errors = new ArrayList<>();
    List<String> wrongKey = Names.qualifiedName(key);
    if (!wrongKey.isEmpty()) {
      errors.add(invalid("key", quote(key), String.join("; ", wrongKey)));
    }
    switch (operator) {
      case IN, NOT_IN -> {
        if (values.isEmpty()) {
          errors.add(
              invalid("values", "[]", "for 'in', 'notin' operators, values set can't be empty"));
        }
      }
      case EQUALS, DOUBLE_EQUALS, NOT_EQUALS -> {
        if (values.size() != 1) {
          errors.add(
              invalid(
                  "values", shown(values), "exact-match compatibility requires one single value"));
        }
      }
      case EXISTS, DOES_NOT_EXIST -> {
        if (!values.isEmpty()) {
          errors.add(
              invalid(
                  "values",
                  shown(values),
                  "values set must be empty for exists and does not exist"));
        }
      }
      case GREATER_THAN, LESS_THAN -> errors.addAll(numberErrors(values));
    }
    for (int i = 0; i < values.size(); i++) {
      List<String> wrong = Names.labelValue(values.get(i));
      if (!wrong.isEmpty()) {
        errors.add(
            invalid(
                "values[" + i + "][" + key + "]", quote(values.get(i)), String.join("; ", wrong)));
      }
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(aggregate(errors));
    }
  }

  /// @throws IllegalArgumentException in the words in which the query form's keys are refused
  static void checkQueryKey(String key) {
    List<String> errors = Names.qualifiedName(key);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(invalid("<nil>", quote(key), String.join("; ", errors)));
    }
  }

  /// A value as Go's %q and its JSON print it.
  static String quote(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static List<String> numberErrors(List<String> values) {
    List<String> errors = new ArrayList<>();
    if (values.size() != 1) {
      errors.add(
          invalid(
              "values", shown(values), "for 'Gt', 'Lt' operators, exactly one value is required"));
    }
    for (int i = 0; i < values.size(); i++) {
      if (!isLong(values.get(i))) {
        errors.add(
            invalid(
                "values[" + i + "]",
                quote(values.get(i)),
                "for 'Gt', 'Lt' operators, the value must be an integer"));
      }
    }
    return errors;
  }

  private static boolean isLong(String value) {
    try {
      Long.parseLong(value);
      return true;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static String invalid(String field, String shownValue, String detail) {
    return field + ": Invalid value: " + shownValue + ": " + detail;
  }

  private static String shown(List<String> values) {
    return values.stream().map(LabelSyntax::quote).collect(Collectors.joining(",", "[", "]"));
  }

  private static String aggregate(List<String> errors) {
    LinkedHashSet<String> distinct = new LinkedHashSet<>(errors);
    return distinct.size() == 1 ? distinct.getFirst() : distinct.toString();
  }
}
