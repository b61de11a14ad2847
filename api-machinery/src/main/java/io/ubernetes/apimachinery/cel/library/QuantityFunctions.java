package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.ubernetes.model.Quantity;
import java.util.List;

/// Quantities of resources (`kubernetes.quantity`).
final class QuantityFunctions {

  private static final CelType QUANTITY = OpaqueType.create("kubernetes.Quantity");

  private QuantityFunctions() {}

  static List<Function> all() {
    List<CelType> two = List.of(QUANTITY, QUANTITY);
    List<CelType> withInt = List.of(QUANTITY, SimpleType.INT);
    List<Class<?>> twoValues = List.of(Quantity.class, Quantity.class);
    List<Class<?>> withLong = List.of(Quantity.class, Long.class);
    return List.of(
        Function.global(
            "quantity",
            "string_to_quantity",
            QUANTITY,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> parse((String) arguments[0])),
        Function.global(
            "isQuantity",
            "is_quantity_string",
            SimpleType.BOOL,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> Quantity.tryParse((String) arguments[0]).isPresent()),
        Function.global(
            "sign",
            "quantity_sign",
            SimpleType.INT,
            List.of(QUANTITY),
            List.of(Quantity.class),
            arguments -> (long) first(arguments).signum()),
        ofOne("asInteger", "quantity_get_int", SimpleType.INT, quantity -> integer(quantity)),
        ofOne("isInteger", "quantity_is_integer", SimpleType.BOOL, QuantityFunctions::isInteger),
        ofOne(
            "asApproximateFloat",
            "quantity_get_float",
            SimpleType.DOUBLE,
            quantity -> quantity.exact().doubleValue()),
        Function.member(
            "isGreaterThan",
            "quantity_is_greater_than",
            SimpleType.BOOL,
            two,
            twoValues,
            arguments -> first(arguments).compareTo(second(arguments)) > 0),
        Function.member(
            "isLessThan",
            "quantity_is_less_than",
            SimpleType.BOOL,
            two,
            twoValues,
            arguments -> first(arguments).compareTo(second(arguments)) < 0),
        Function.member(
            "compareTo",
            "quantity_compare_to",
            SimpleType.INT,
            two,
            twoValues,
            arguments -> (long) first(arguments).compareTo(second(arguments))),
        Function.member(
            "add",
            "quantity_add",
            QUANTITY,
            two,
            twoValues,
            arguments -> first(arguments).add(second(arguments))),
        Function.member(
            "add",
            "quantity_add_int",
            QUANTITY,
            withInt,
            withLong,
            arguments -> first(arguments).add(Quantity.of((Long) arguments[1]))),
        Function.member(
            "sub",
            "quantity_sub",
            QUANTITY,
            two,
            twoValues,
            arguments -> first(arguments).subtract(second(arguments))),
        Function.member(
            "sub",
            "quantity_sub_int",
            QUANTITY,
            withInt,
            withLong,
            arguments -> first(arguments).subtract(Quantity.of((Long) arguments[1]))));
  }

  private interface OfOne {
    Object apply(Quantity quantity);
  }

  private static Function ofOne(String name, String id, CelType result, OfOne body) {
    return Function.member(
        name,
        id,
        result,
        List.of(QUANTITY),
        List.of(Quantity.class),
        arguments -> body.apply(first(arguments)));
  }

  private static Quantity parse(String text) {
    return Quantity.tryParse(text)
        .orElseThrow(() ->
            new Failure(
                "quantities must match the regular expression"
                    + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
  }

  private static boolean isInteger(Quantity quantity) {
    try {
      quantity.exact().longValueExact();
      return true;
    } catch (ArithmeticException fractionOrOverflow) {
      return false;
    }
  }

  private static long integer(Quantity quantity) {
    if (!isInteger(quantity)) {
      throw new Failure("cannot convert value to integer");
    }
    return quantity.exact().longValueExact();
  }

  private static Quantity first(Object[] arguments) {
    return (Quantity) arguments[0];
  }

  private static Quantity second(Object[] arguments) {
    return (Quantity) arguments[1];
  }
}
