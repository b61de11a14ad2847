package io.ubernetes.apimachinery.schema;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Limits of a value, with the names and meanings of JSON Schema; null means no limit.
///
/// @param pattern a regular expression that must be found in a string
public record Bounds(
    @Nullable BigDecimal minimum,
    boolean exclusiveMinimum,
    @Nullable BigDecimal maximum,
    boolean exclusiveMaximum,
    @Nullable BigDecimal multipleOf,
    @Nullable Integer minLength,
    @Nullable Integer maxLength,
    @Nullable String pattern,
    @Nullable Integer minItems,
    @Nullable Integer maxItems,
    @Nullable Integer minProperties,
    @Nullable Integer maxProperties) {

  public static final Bounds NONE =
      new Bounds(null, false, null, false, null, null, null, null, null, null, null, null);
}
