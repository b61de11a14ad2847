package io.ubernetes.apimachinery.cel.library;

import com.google.common.primitives.UnsignedBytes;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// How values are compared, whatever their types.
public final class Values {

  private Values() {}

  /// @throws Failure when there is no order among them
  public static int compare(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return compareNumbers(a, b);
    }
    return switch (one) {
      case String a when other instanceof String b -> compareText(a, b);
      case Boolean a when other instanceof Boolean b -> a.compareTo(b);
      case Duration a when other instanceof Duration b -> a.compareTo(b);
      case Instant a when other instanceof Instant b -> a.compareTo(b);
      case CelByteString a when other instanceof CelByteString b ->
          UnsignedBytes.lexicographicalComparator().compare(a.toByteArray(), b.toByteArray());
      default -> throw new Failure("no such overload");
    };
  }

  private static int compareText(String a, String b) {
    int[] left = a.codePoints().toArray();
    int[] right = b.codePoints().toArray();
    return java.util.Arrays.compare(left, right);
  }

  private static int compareNumbers(Number a, Number b) {
    if (a instanceof Double || b instanceof Double) {
      return Double.compare(a.doubleValue(), b.doubleValue());
    }
    return exact(a).compareTo(exact(b));
  }

  private static BigDecimal exact(Number number) {
    BigInteger whole =
        number instanceof UnsignedLong unsigned
            ? unsigned.bigIntegerValue()
            : BigInteger.valueOf(number.longValue());
    return new BigDecimal(whole);
  }

  /// Equal as CEL has it: numbers by what they stand for, lists and maps by their parts.
  public static boolean equal(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return compareNumbers(a, b) == 0;
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.size() == b.size()
          && a.entrySet().stream()
              .allMatch(field -> {
                Object value = b.get(field.getKey());
                return value != null && equal(field.getValue(), value);
              });
    }
    return one.equals(other);
  }
}
