package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.model.Quantity;
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
}
