package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.apimachinery.errors.FieldError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Collects what is wrong with one object, in the order in which it is found. Owned by one
/// validation.
public final class FieldErrors {

  private static final String NEGATIVE = "must be greater than or equal to 0";
  private static final String IMMUTABLE = "field is immutable";

  private final List<FieldError> found = new ArrayList<>();

  public List<FieldError> list() {
    return List.copyOf(found);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public int count() {
    return found.size();
  }

  /// An error of another form than those below.
  public void add(FieldError error) {
    found.add(error);
  }

  public void required(FieldPath field) {
    required(field, "");
  }

  public void required(FieldPath field, String detail) {
    found.add(FieldError.required(field.toString(), detail));
  }

  public void forbidden(FieldPath field, String detail) {
    found.add(FieldError.forbidden(field.toString(), detail));
  }

  public void invalid(FieldPath field, @Nullable JsonNode value, String detail) {
    found.add(FieldError.invalid(field.toString(), GoText.of(value), detail));
  }

  public void invalid(FieldPath field, String value, String detail) {
    found.add(FieldError.invalid(field.toString(), GoText.quote(value), detail));
  }

  public void invalid(FieldPath field, long value, String detail) {
    found.add(FieldError.invalid(field.toString(), Long.toString(value), detail));
  }

  public void invalidLabels(FieldPath field, @Nullable JsonNode labels, String detail) {
    found.add(FieldError.invalid(field.toString(), GoText.ofLabels(labels), detail));
  }

  public void invalidSelector(FieldPath field, @Nullable JsonNode selector, String detail) {
    found.add(FieldError.invalid(field.toString(), GoText.ofSelector(selector), detail));
  }

  /// An error about a value that is better not shown.
  public void invalidOmitted(FieldPath field, String detail) {
    found.add(
        new FieldError(
            FieldError.Type.INVALID,
            field.toString(),
            FieldError.Type.INVALID.title() + ": " + detail));
  }

  /// One error for each detail.
  public void eachInvalid(FieldPath field, String value, List<String> details) {
    details.forEach(detail -> invalid(field, value, detail));
  }

  public void eachInvalid(FieldPath field, long value, List<String> details) {
    details.forEach(detail -> invalid(field, value, detail));
  }

  public void duplicate(FieldPath field, String value) {
    found.add(FieldError.duplicate(field.toString(), GoText.quote(value)));
  }

  /// @param shown the value as it stands in the message
  public void duplicateShown(FieldPath field, String shown) {
    found.add(FieldError.duplicate(field.toString(), shown));
  }

  public void notFound(FieldPath field, String value) {
    found.add(
        new FieldError(
            FieldError.Type.NOT_FOUND,
            field.toString(),
            FieldError.Type.NOT_FOUND.title() + ": " + GoText.quote(value)));
  }

  /// @param supported in the order in which they are shown
  public void notSupported(FieldPath field, String value, Collection<String> supported) {
    found.add(
        FieldError.notSupported(
            field.toString(),
            GoText.quote(value),
            supported.stream().map(GoText::quote).collect(Collectors.joining(", "))));
  }

  public void tooLong(FieldPath field, long maxBytes) {
    found.add(
        new FieldError(
            FieldError.Type.TOO_LONG,
            field.toString(),
            FieldError.Type.TOO_LONG.title() + ": may not be more than " + maxBytes + " bytes"));
  }

  public void tooMany(FieldPath field, int count, int max) {
    found.add(
        new FieldError(
            FieldError.Type.TOO_MANY,
            field.toString(),
            FieldError.Type.TOO_MANY.title()
                + ": "
                + count
                + ": must have at most "
                + max
                + " items"));
  }

  public void notNegative(FieldPath field, long value) {
    if (value < 0) {
      invalid(field, value, NEGATIVE);
    }
  }

  /// Says so when a field that must stay as it was has changed.
  public void unchanged(FieldPath field, @Nullable JsonNode now, @Nullable JsonNode before) {
    if (!Trees.same(now, before)) {
      invalid(field, now, IMMUTABLE);
    }
  }

  /// As [#unchanged], for a label selector.
  public void unchangedSelector(
      FieldPath field, @Nullable JsonNode now, @Nullable JsonNode before) {
    if (!Trees.same(now, before)) {
      invalidSelector(field, now, IMMUTABLE);
    }
  }

  /// Says so when text is none of those that are supported.
  public void oneOf(FieldPath field, String value, Collection<String> supported) {
    if (!supported.contains(value)) {
      notSupported(field, value, supported);
    }
  }

  /// As [#oneOf], but nothing at all is another mistake.
  public void requiredOneOf(FieldPath field, String value, Collection<String> supported) {
    if (value.isEmpty()) {
      required(field);
    } else {
      oneOf(field, value, supported);
    }
  }
}
