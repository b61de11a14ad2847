package io.ubernetes.apimachinery.cel;

import static io.ubernetes.apimachinery.cel.CallEstimates.LIST_BASE;
import static io.ubernetes.apimachinery.cel.CallEstimates.TRAVERSAL;
import static io.ubernetes.apimachinery.cel.CallEstimates.elementKind;
import static io.ubernetes.apimachinery.cel.CallEstimates.isText;

import io.ubernetes.apimachinery.cel.CallEstimates.Call;
import io.ubernetes.apimachinery.cel.CallEstimates.Result;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Node;
import org.jspecify.annotations.Nullable;

/// The functions of lists and sets that come with CEL.
final class ListEstimates {

  private ListEstimates() {}

  /// Null for any other function.
  static @Nullable Result of(Call call) {
    Node target = call.target();
    return switch (call.function()) {
      case "sets.contains", "sets.intersects", "sets.equivalent" -> {
        double factor = call.function().equals("sets.equivalent") ? 2 : 1;
        Estimate one = call.first().estimatedSize();
        Estimate other = call.arguments().getLast().estimatedSize();
        yield Result.of(one.times(other).times(factor).plus(Estimate.ONE));
      }
      case "slice" -> {
        if (target == null || !call.takes(2)) {
          yield null;
        }
        Long start = call.first().whole();
        Long end = call.arguments().getLast().whole();
        long most = end == null ? target.estimatedSize().max() : end;
        yield allocating(1, Estimate.exactly(Math.max(0, most - (start == null ? 0 : start))));
      }
      case "lists.range" -> {
        Long count = call.first().whole();
        yield allocating(1, Estimate.exactly(count == null ? Estimate.MUCH : count));
      }
      case "reverse" ->
          call.overload().startsWith("list") && target != null
              ? allocating(1, target.estimatedSize())
              : null;
      case "flatten" -> {
        Long depth = call.takes(0) ? Long.valueOf(1) : call.first().whole();
        yield target == null
            ? null
            : allocating((double) (depth == null ? Estimate.MUCH : depth), target.estimatedSize());
      }
      case "distinct" -> target == null ? null : squared(target, 2);
      case "sort" -> target == null ? null : squared(target, sortFactor(target));
      case "@sortByAssociatedKeys" ->
          call.takes(1) ? squared(call.first(), sortFactor(call.first())) : null;
      default -> null;
    };
  }

  private static double sortFactor(Node list) {
    return isText(elementKind(list)) ? 2 + TRAVERSAL : 2;
  }

  private static Result squared(Node list, double factor) {
    Estimate size = list.estimatedSize();
    return allocating(factor, size.times(size));
  }

  private static Result allocating(double factor, Estimate size) {
    Estimate cost = size.times(factor).plus(Estimate.ONE).plus(Estimate.exactly(LIST_BASE));
    return Result.of(cost, size);
  }
}
