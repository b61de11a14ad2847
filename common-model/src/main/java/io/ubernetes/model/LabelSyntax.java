package io.ubernetes.model;

import io.ubernetes.model.LabelSelector.Operator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What label keys and values look like, and which values go with which operator, in the words of
/// Kubernetes' messages.
final class LabelSyntax {
  private static final int MAX_NAME_LENGTH = 63;
  private static final int MAX_PREFIX_LENGTH = 253;

  private static final String NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  private static final Pattern NAME_PATTERN = Pattern.compile(NAME);
  private static final Pattern VALUE_PATTERN = Pattern.compile(VALUE);
  private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);

  private static final String NAME_RULE =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + NAME
          + "')";
  private static final String VALUE_RULE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is '"
          + VALUE
          + "')";
  private static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is '"
          + SUBDOMAIN
          + "')";

  private LabelSyntax() {}

  /// @throws IllegalArgumentException with all that is wrong
  static void checkRequirement(String key, Operator operator, List<String> values) {
    List<String> errors = new ArrayList<>();
    List<String> wrongKey = keyErrors(key);
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
      List<String> wrong = valueErrors(values.get(i));
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
    List<String> errors = keyErrors(key);
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(invalid("<nil>", quote(key), String.join("; ", errors)));
    }
  }

  /// What is wrong with a label's key, an annotation's key, or any other qualified name.
  static List<String> keyErrors(String key) {
    List<String> errors = new ArrayList<>();
    String name = key;
    int slash = key.indexOf('/');
    if (slash >= 0) {
      if (key.indexOf('/', slash + 1) >= 0) {
        return List.of(
            "a qualified name "
                + NAME_RULE
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      }
      prefixErrors(key.substring(0, slash)).forEach(error -> errors.add("prefix part " + error));
      name = key.substring(slash + 1);
    }
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (name.length() > MAX_NAME_LENGTH) {
      errors.add("name part must be no more than " + MAX_NAME_LENGTH + " bytes");
    }
    if (!NAME_PATTERN.matcher(name).matches()) {
      errors.add("name part " + NAME_RULE);
    }
    return errors;
  }

  static List<String> valueErrors(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > MAX_NAME_LENGTH) {
      errors.add("must be no more than " + MAX_NAME_LENGTH + " bytes");
    }
    if (!VALUE_PATTERN.matcher(value).matches()) {
      errors.add(VALUE_RULE);
    }
    return errors;
  }

  /// A value as Go's %q and its JSON print it.
  static String quote(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static List<String> prefixErrors(String prefix) {
    if (prefix.isEmpty()) {
      return List.of("must be non-empty");
    }
    List<String> errors = new ArrayList<>();
    if (prefix.length() > MAX_PREFIX_LENGTH) {
      errors.add("must be no more than " + MAX_PREFIX_LENGTH + " bytes");
    }
    if (!SUBDOMAIN_PATTERN.matcher(prefix).matches()) {
      errors.add(SUBDOMAIN_RULE);
    }
    return errors;
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
