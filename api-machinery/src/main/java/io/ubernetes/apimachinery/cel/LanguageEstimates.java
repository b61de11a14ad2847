package io.ubernetes.apimachinery.cel;

import static io.ubernetes.apimachinery.cel.CallEstimates.REGEX;
import static io.ubernetes.apimachinery.cel.CallEstimates.TRAVERSAL;

import io.ubernetes.apimachinery.cel.CallEstimates.Call;
import io.ubernetes.apimachinery.cel.CallEstimates.Result;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Entries;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Node;
import java.util.List;

/// The functions and operators of the language itself.
final class LanguageEstimates {

  private LanguageEstimates() {}

  static Result of(Call call) {
    Node target = call.target();
    List<Node> arguments = call.arguments();
    Estimate costs = call.argumentCosts();
    Estimate plain = Estimate.ONE.plus(costs);
    return switch (call.overload()) {
      case "string_format" ->
          target == null
              ? Result.of(plain)
              : Result.of(target.sizeOrUnknown().times(TRAVERSAL).plus(costs));
      case "string_to_bytes" -> {
        Estimate size = call.first().sizeOrUnknown();
        yield Result.of(
            size.times(TRAVERSAL).plus(costs),
            new Estimate(size.min(), Estimate.product(size.max(), 4)));
      }
      case "bytes_to_string" -> {
        Estimate size = call.first().sizeOrUnknown();
        yield Result.of(
            size.times(TRAVERSAL).plus(costs), new Estimate(size.min() / 4, size.max()));
      }
      case "strings_quote" -> {
        Estimate size = call.first().sizeOrUnknown();
        Estimate quotes = Estimate.exactly(2);
        yield Result.of(
            size.times(TRAVERSAL).plus(costs),
            new Estimate(size.min(), Estimate.product(size.max(), 2)).plus(quotes));
      }
      case "starts_with_string", "ends_with_string" ->
          Result.of(call.first().sizeOrUnknown().times(TRAVERSAL).plus(costs));
      case "in_list" -> Result.of(arguments.getLast().sizeOrUnknown().plus(costs));
      case "matches_string" ->
          target == null || !call.takes(1)
              ? Result.of(plain)
              : Result.of(
                  target
                      .sizeOrUnknown()
                      .plus(Estimate.ONE)
                      .times(TRAVERSAL)
                      .times(call.first().sizeOrUnknown().times(REGEX))
                      .plus(costs));
      case "contains_string" ->
          target == null || !call.takes(1)
              ? Result.of(plain)
              : Result.of(
                  target
                      .sizeOrUnknown()
                      .times(TRAVERSAL)
                      .times(call.first().sizeOrUnknown().times(TRAVERSAL))
                      .plus(costs));
      case "logical_or", "logical_and" -> {
        Estimate left = call.costs().getFirst();
        yield Result.of(new Estimate(left.min(), left.plus(call.costs().getLast()).max()));
      }
      case "conditional" -> conditional(call);
      case "add_string", "add_bytes", "add_list" -> addition(call);
      case "less_string",
          "greater_string",
          "less_equals_string",
          "greater_equals_string",
          "less_bytes",
          "greater_bytes",
          "less_equals_bytes",
          "greater_equals_bytes",
          "equals",
          "not_equals" -> {
        long most =
            Math.min(call.first().sizeOrUnknown().max(), arguments.getLast().sizeOrUnknown().max());
        yield Result.of(new Estimate(most > 0 ? 1 : 0, most).times(TRAVERSAL).plus(costs));
      }
      default -> Result.of(plain);
    };
  }

  private static Result conditional(Call call) {
    Node yes = call.arguments().get(1);
    Node no = call.arguments().get(2);
    return new Result(
        call.costs().getFirst().plus(call.costs().get(1).or(call.costs().get(2))),
        yes.sizeOrUnknown().or(no.sizeOrUnknown()),
        Entries.or(yes.entries(), no.entries()));
  }

  private static Result addition(Call call) {
    Node left = call.first();
    Node right = call.arguments().getLast();
    Estimate size = left.sizeOrUnknown().plus(right.sizeOrUnknown());
    Estimate cost = call.overload().equals("add_list") ? Estimate.ONE : size.times(TRAVERSAL);
    return new Result(
        cost.plus(call.argumentCosts()), size, Entries.or(left.entries(), right.entries()));
  }
}
