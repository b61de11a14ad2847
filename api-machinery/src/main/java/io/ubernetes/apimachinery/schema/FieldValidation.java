package io.ubernetes.apimachinery.schema;

import java.util.Optional;

/// What is done about fields that nobody knows or that stand twice in a body (the query parameter
/// `fieldValidation`).
public enum FieldValidation {
  /// They are dropped.
  IGNORE("Ignore"),
  /// They are dropped, and the client is warned; also when the client does not say.
  WARN("Warn"),
  /// The request is refused.
  STRICT("Strict");

  private final String text;

  FieldValidation(String text) {
    this.text = text;
  }

  /// @param text the parameter's value; empty when it is absent
  /// @return empty when there is no such value
  public static Optional<FieldValidation> of(String text) {
    if (text.isEmpty()) {
      return Optional.of(WARN);
    }
    for (FieldValidation value : values()) {
      if (value.text.equals(text)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
