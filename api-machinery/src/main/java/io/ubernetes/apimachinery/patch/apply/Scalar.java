package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.model.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/// JSON scalars as plain Java values with one representation each (Long, BigDecimal, String,
/// Boolean, [#NULL]), so that they can be keys.
final class Scalar {

  /// JSON's null.
  static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  private Scalar() {}

  /// The scalar, or null when the node is an object or a list.
  static @Nullable Object of(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> node.stringValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node);
      case NULL -> NULL;
      case OBJECT, ARRAY, MISSING, BINARY, POJO -> null;
    };
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    BigDecimal value = node.decimalValue().stripTrailingZeros();
    boolean whole = value.scale() <= 0 && value.precision() - value.scale() < 19;
    return whole ? (Object) value.longValueExact() : value;
  }

  static JsonNode node(Object scalar) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (scalar) {
      case String text -> nodes.stringNode(text);
      case Long whole -> nodes.numberNode((long) whole);
      case BigDecimal number -> nodes.numberNode(number);
      case Boolean flag -> nodes.booleanNode(flag);
      default -> nodes.nullNode();
    };
  }

  /// As it stands in the text of a path: strings quoted.
  static String text(Object scalar) {
    return scalar instanceof String text
        ? new String(Json.bytes(StringNode.valueOf(text)), StandardCharsets.UTF_8)
        : Objects.toString(scalar);
  }

  /// Numbers, then strings, then booleans, then null.
  static int compare(Object left, Object right) {
    int byRank = Integer.compare(rank(left), rank(right));
    if (byRank != 0) {
      return byRank;
    }
    return switch (left) {
      case String text -> text.compareTo((String) right);
      case Boolean flag -> Boolean.compare(flag, (Boolean) right);
      case Number _ -> compareNumbers(left, right);
      default -> 0;
    };
  }

  private static int compareNumbers(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    return decimal(left).compareTo(decimal(right));
  }

  private static BigDecimal decimal(Object number) {
    return number instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) number;
  }

  private static int rank(Object scalar) {
    return switch (scalar) {
      case Number _ -> 0;
      case String _ -> 1;
      case Boolean _ -> 2;
      default -> 3;
    };
  }
}
