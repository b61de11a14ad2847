package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelOptions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When two values are equal: as CEL has it, but for lists whose items have an identity
/// ([IdentifiedList]). The left one decides how lists are compared.
final class Equality {

  private static final RuntimeEquality PLAIN =
      RuntimeEquality.create(
          RuntimeHelpers.create(),
          CelOptions.current().enableHeterogeneousNumericComparisons(true).build());

  private Equality() {}

  static boolean equal(@Nullable Object left, @Nullable Object right) {
    if (left instanceof IdentifiedList identified && right instanceof List<?> other) {
      return identified.hasSameItems(other);
    }
    if (left instanceof List<?> one && right instanceof List<?> other) {
      return inOrder(one, other);
    }
    if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
      return one.size() == other.size()
          && one.entrySet().stream()
              .allMatch(entry -> {
                Optional<Object> found = PLAIN.findInMap(other, entry.getKey());
                return found.isPresent() && equal(entry.getValue(), found.get());
              });
    }
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return PLAIN.objectEquals(left, right);
  }

  private static boolean inOrder(List<?> one, List<?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    Iterator<?> others = other.iterator();
    for (Object item : one) {
      if (!equal(item, others.next())) {
        return false;
      }
    }
    return true;
  }

  /// Whether two maps have the same under a key, or both nothing.
  static boolean sameEntry(Map<?, ?> one, Map<?, ?> other, String key) {
    return equal(one.get(key), other.get(key));
  }

  /// What `+` makes of two lists.
  static List<?> sum(List<?> left, List<?> right) {
    return left instanceof IdentifiedList identified
        ? identified.plus(right)
        : RuntimeHelpers.concat(ofObjects(left), ofObjects(right));
  }

  @SuppressWarnings("unchecked") // only read
  private static List<Object> ofObjects(List<?> list) {
    return (List<Object>) list;
  }
}
