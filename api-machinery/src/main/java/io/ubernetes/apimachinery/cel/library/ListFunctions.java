package io.ubernetes.apimachinery.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `isSorted`, `sum`, `min`, `max`, `indexOf` and `lastIndexOf` of lists (`kubernetes.lists`), and
/// `first` and `last`.
final class ListFunctions {

  private static final List<CelType> COMPARABLE =
      List.of(
          SimpleType.INT,
          SimpleType.UINT,
          SimpleType.DOUBLE,
          SimpleType.BOOL,
          SimpleType.DURATION,
          SimpleType.TIMESTAMP,
          SimpleType.STRING,
          SimpleType.BYTES);

  private static final List<CelType> SUMMABLE =
      List.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.DURATION);

  private ListFunctions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    for (CelType type : COMPARABLE) {
      String name = shortName(type);
      all.add(
          ofList(
              "isSorted",
              "list_" + name + "_is_sorted_bool",
              SimpleType.BOOL,
              type,
              ListFunctions::isSorted));
      all.add(
          ofList(
              "min",
              "list_" + name + "_min_" + name,
              type,
              type,
              list -> extreme("min", list, -1)));
      all.add(
          ofList(
              "max", "list_" + name + "_max_" + name, type, type, list -> extreme("max", list, 1)));
    }
    for (CelType type : SUMMABLE) {
      String name = shortName(type);
      all.add(ofList("sum", "list_" + name + "_sum_" + name, type, type, list -> sum(list, type)));
    }
    TypeParamType any = TypeParamType.create("A");
    all.add(
        Function.member(
            "indexOf",
            "list_a_index_of_int",
            SimpleType.INT,
            List.of(ListType.create(any), any),
            List.of(List.class, Object.class),
            arguments -> (long) indexOf((List<?>) arguments[0], arguments[1])));
    all.add(
        Function.member(
            "lastIndexOf",
            "list_a_last_index_of_int",
            SimpleType.INT,
            List.of(ListType.create(any), any),
            List.of(List.class, Object.class),
            arguments -> (long) lastIndexOf((List<?>) arguments[0], arguments[1])));
    return all;
  }

  private static String shortName(CelType type) {
    if (type.equals(SimpleType.DURATION)) {
      return "duration";
    }
    return type.equals(SimpleType.TIMESTAMP) ? "timestamp" : type.name();
  }

  private interface OfList {
    Object apply(List<?> list);
  }

  private static Function ofList(
      String name, String id, CelType result, CelType items, OfList body) {
    return Function.member(
        name,
        id,
        result,
        List.of(ListType.create(items)),
        List.of(List.class),
        arguments -> body.apply((List<?>) arguments[0]));
  }

  private static boolean isSorted(List<?> list) {
    for (int i = 1; i < list.size(); i++) {
      if (Values.compare(list.get(i - 1), list.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Object extreme(String name, List<?> list, int wanted) {
    @Nullable Object best = null;
    for (Object item : list) {
      if (best == null || Integer.signum(Values.compare(item, best)) == wanted) {
        best = item;
      }
    }
    if (best == null) {
      throw new Failure(name + " called on empty list");
    }
    return best;
  }

  /// The first item tells what is added: several declared forms share one body.
  private static Object sum(List<?> list, CelType declared) {
    CelType type = list.isEmpty() ? declared : typeOf(list.getFirst());
    if (type.equals(SimpleType.DOUBLE)) {
      return list.stream().mapToDouble(item -> ((Number) item).doubleValue()).sum();
    }
    if (type.equals(SimpleType.UINT)) {
      return list.stream()
          .map(UnsignedLong.class::cast)
          .reduce(UnsignedLong.ZERO, UnsignedLong::plus);
    }
    if (type.equals(SimpleType.DURATION)) {
      return list.stream().map(Duration.class::cast).reduce(Duration.ZERO, Duration::plus);
    }
    try {
      return list.stream().mapToLong(item -> ((Number) item).longValue()).reduce(0, Math::addExact);
    } catch (ArithmeticException overflow) {
      throw new Failure("integer overflow");
    }
  }

  private static CelType typeOf(Object item) {
    return switch (item) {
      case Long _ -> SimpleType.INT;
      case Double _ -> SimpleType.DOUBLE;
      case UnsignedLong _ -> SimpleType.UINT;
      case Duration _ -> SimpleType.DURATION;
      default -> throw new Failure("no such overload");
    };
  }

  private static int indexOf(List<?> list, Object item) {
    for (int i = 0; i < list.size(); i++) {
      if (Values.equal(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }

  private static int lastIndexOf(List<?> list, Object item) {
    for (int i = list.size() - 1; i >= 0; i--) {
      if (Values.equal(list.get(i), item)) {
        return i;
      }
    }
    return -1;
  }
}
