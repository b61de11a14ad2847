package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.model.Quantity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads amounts of resources.
final class Resources {

  private Resources() {}

  /// The amount in a field; nothing where there is none or it is malformed.
  static Optional<Quantity> amount(@Nullable JsonNode value) {
    if (value == null || !value.isValueNode() || value.isNull()) {
      return Optional.empty();
    }
    return Quantity.tryParse(value.asString().strip());
  }

  /// The text of an amount, without what is below a thousandth.
  static String roundUp(Quantity amount) {
    return Quantity.ofMillis(amount.milliValue()).toString();
  }

  /// Bytes are not divisible.
  static void warnOfFractions(@Nullable JsonNode value, FieldPath field, List<String> warnings) {
    amount(value)
        .filter(amount -> amount.exact().stripTrailingZeros().scale() > 0)
        .ifPresent(amount ->
            warnings.add(
                "%s: fractional byte value %s is invalid, must be an integer"
                    .formatted(field, GoText.quote(amount.toString()))));
  }
}
