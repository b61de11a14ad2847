package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.values.CelByteString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What calls of functions cost, in the units of cel-go: the numbers of Kubernetes' cost estimator.
public final class CallCosts {

  private static final double TRAVERSAL = 0.1;
  private static final double REGEX = 0.25;
  private static final long AUTHORIZATION = 350_000;
  private static final double SELECTOR_REQUIREMENT = 0.5 * (10 + 40);

  private CallCosts() {}

  /// @param arguments the receiver first; null for those whose values are not known
  public static long of(String function, List<@Nullable Object> arguments, Object result) {
    return switch (function) {
      case "_&&_", "_||_", "_?_:_", "cel.@mapInsert" -> 0;
      case "check" -> AUTHORIZATION;
      case "fieldSelector", "labelSelector" ->
          10 + traversal(arguments, 1) + ceil(size(arguments, 1) * SELECTOR_REQUIREMENT);
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes" ->
          listTraversal(arguments);
      case "url",
          "lowerAscii",
          "upperAscii",
          "substring",
          "trim",
          "cidr",
          "isIP",
          "isCIDR",
          "quantity",
          "isQuantity",
          "semver",
          "isSemver" ->
          traversal(arguments, 0);
      case "ip" -> arguments.getFirst() instanceof String ? traversal(arguments, 0) : 1;
      case "ip.isCanonical", "replace", "split" -> ceil(size(arguments, 0) * 2 * TRAVERSAL);
      case "join" -> ceil(size(result) * 2 * TRAVERSAL);
      case "find", "findAll", "matches" -> regex(size(arguments, 0), size(arguments, 1));
      case "validate" ->
          arguments.getFirst() instanceof NamedFormat format
              ? regex(size(arguments, 1), format.regexSize())
              : 1;
      case "containsIP" -> ceil(2 * size(arguments, 0) * TRAVERSAL) + text(arguments, 1);
      case "containsCIDR" ->
          ceil(2 * size(arguments, 0) * TRAVERSAL)
              + traversal(arguments, 0)
              + 1
              + text(arguments, 1);
      case "startsWith", "endsWith" -> Math.max(1, traversal(arguments, 1));
      case "contains" -> Math.max(1, traversal(arguments, 0) * traversal(arguments, 1));
      case "@in" -> Math.max(1, size(arguments, 1));
      case "bytes" -> Math.max(1, traversal(arguments, 0));
      case "string" -> arguments.getFirst() instanceof CelByteString ? traversal(arguments, 0) : 1;
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" ->
          Math.max(1, ceil(Math.min(size(arguments, 0), size(arguments, 1)) * TRAVERSAL));
      case "_+_" ->
          isText(result) ? ceil((size(arguments, 0) + size(arguments, 1)) * TRAVERSAL) : 1;
      case "format" -> Math.max(1, traversal(arguments, 0));
      default -> 1;
    };
  }

  private static long regex(long textSize, long regexSize) {
    return ceil((1 + textSize) * TRAVERSAL) * ceil(regexSize * REGEX);
  }

  /// Each item counts for one, and for its length when it is text.
  private static long listTraversal(List<@Nullable Object> arguments) {
    if (!(arguments.getFirst() instanceof List<?> list)) {
      return traversal(arguments, 0);
    }
    long cost = 0;
    for (Object item : list) {
      cost += isText(item) ? Math.max(1, ceil(size(item) * TRAVERSAL)) : 1;
    }
    return cost;
  }

  private static long text(List<@Nullable Object> arguments, int index) {
    return arguments.get(index) instanceof String ? traversal(arguments, index) : 0;
  }

  private static long traversal(List<@Nullable Object> arguments, int index) {
    return ceil(size(arguments, index) * TRAVERSAL);
  }

  private static boolean isText(@Nullable Object value) {
    return value instanceof String || value instanceof CelByteString;
  }

  private static long size(List<@Nullable Object> arguments, int index) {
    return index < arguments.size() ? size(arguments.get(index)) : 1;
  }

  private static long size(@Nullable Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case CelByteString bytes -> bytes.size();
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case IpAddress ip -> ip.bits() / 8;
      case Cidr cidr -> cidr.address().bits() / 8;
      case null, default -> 1;
    };
  }

  private static long ceil(double cost) {
    return (long) Math.ceil(cost);
  }
}
