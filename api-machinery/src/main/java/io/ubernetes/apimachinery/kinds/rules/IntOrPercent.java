package io.ubernetes.apimachinery.kinds.rules;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A number of pods, or so many of a hundred (`3`, `"25%"`), as fields of the type `IntOrString`
/// hold it.
public final class IntOrPercent {

  private static final String NOT_A_PERCENTAGE =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
          + " '93%', regex used for validation is '[0-9]+%')";

  private IntOrPercent() {}

  /// Says so when a value is neither a number from 0 on nor a percentage.
  public static void check(JsonNode value, FieldPath field, FieldErrors errors) {
    if (value.isNumber()) {
      errors.notNegative(field, value.asLong());
    } else if (!isPercentage(value)) {
      errors.invalid(field, value, NOT_A_PERCENTAGE);
    }
  }

  /// Says so when a value is more than everything.
  public static void atMostAll(JsonNode value, FieldPath field, FieldErrors errors) {
    if (isPercentage(value) && amount(value) > 100) {
      errors.invalid(field, value, "must not be greater than 100%");
    }
  }

  /// The number that stands there, whatever it counts; 0 where it is none.
  public static long amount(@Nullable JsonNode value) {
    if (value == null) {
      return 0;
    }
    if (value.isNumber()) {
      return value.asLong();
    }
    String text = value.asString("");
    String digits = isPercentage(value) ? text.substring(0, text.length() - 1) : text;
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException tooLargeOrNone) {
      return isPercentage(value) ? Long.MAX_VALUE : 0;
    }
  }

  private static boolean isPercentage(JsonNode value) {
    if (!value.isString()) {
      return false;
    }
    String text = value.stringValue();
    int digits = text.length() - 1;
    return digits > 0
        && text.charAt(digits) == '%'
        && text.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9');
  }
}
