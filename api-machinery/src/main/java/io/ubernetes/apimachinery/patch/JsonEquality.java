package io.ubernetes.apimachinery.patch;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Equality of JSON values by what they mean: the order of an object's fields does not count, and a
/// number is the same however it was read or made (Jackson tells an int from a long).
public final class JsonEquality {

  private JsonEquality() {}

  @SuppressWarnings("ReferenceEquality") // a shortcut for trees that share their parts
  public static boolean equal(JsonNode left, JsonNode right) {
    if (left == right) {
      return true;
    }
    return switch (left.getNodeType()) {
      case OBJECT -> right.isObject() && equalObjects(left, right);
      case ARRAY -> right.isArray() && equalArrays(left, right);
      case NUMBER -> right.isNumber() && equalNumbers(left, right);
      case STRING -> right.isString() && left.stringValue().equals(right.stringValue());
      case BOOLEAN -> right.isBoolean() && left.booleanValue() == right.booleanValue();
      case NULL, MISSING -> right.isNull() || right.isMissingNode();
      case BINARY, POJO -> left.equals(right);
    };
  }

  private static boolean equalObjects(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : left.properties()) {
      JsonNode other = right.get(field.getKey());
      if (other == null || !equal(field.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalArrays(JsonNode left, JsonNode right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalNumbers(JsonNode left, JsonNode right) {
    if (left.canConvertToLong()
        && right.canConvertToLong()
        && left.isIntegralNumber()
        && right.isIntegralNumber()) {
      return left.longValue() == right.longValue();
    }
    return left.decimalValue().compareTo(right.decimalValue()) == 0;
  }
}
