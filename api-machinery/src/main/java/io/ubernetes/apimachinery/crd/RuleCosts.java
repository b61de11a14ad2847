package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What the rules of one schema can cost together. Owned by one validation.
final class RuleCosts {

  /// The most that one rule may cost (Kubernetes' `StaticEstimatedCostLimit`).
  private static final long PER_RULE = 10_000_000;

  /// The most that all may cost (`StaticEstimatedCRDCostLimit`).
  private static final long PER_SCHEMA = 100_000_000;

  /// Only that many of the costly rules are blamed for the sum.
  private static final int MOST_BLAMED = 4;

  private final List<Costly> costly = new ArrayList<>();
  private long total;

  private record Costly(FieldPath path, long cost) {}

  /// Counts a rule.
  ///
  /// @return what is wrong with its cost alone; empty when nothing is
  String add(FieldPath path, long cost, String name) {
    total = cost > Long.MAX_VALUE - total ? Long.MAX_VALUE : total + cost;
    if (cost >= PER_SCHEMA / 100) {
      costly.add(new Costly(path, cost));
    }
    return cost > PER_RULE ? message(name, cost, PER_RULE) : "";
  }

  /// What is wrong with the sum.
  ///
  /// @param schema where the whole schema stands
  void check(FieldPath schema, FieldErrors errors) {
    if (total <= PER_SCHEMA) {
      return;
    }
    costly.stream()
        .sorted(Comparator.comparingLong(Costly::cost).reversed())
        .limit(MOST_BLAMED)
        .forEach(each ->
            errors.forbidden(
                each.path(),
                "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3"
                    + " schema"));
    String name = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
    errors.forbidden(schema, message(name, total, PER_SCHEMA));
  }

  private static String message(String name, long cost, long limit) {
    double factor = (double) cost / limit;
    String shown =
        factor > 100
            ? "more than 100x"
            : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
    return name
        + " exceeds budget by factor of "
        + shown
        + " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where"
        + " arrays, maps, and strings are declared)";
  }
}
