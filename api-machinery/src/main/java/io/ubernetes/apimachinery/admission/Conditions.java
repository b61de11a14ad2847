package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cel.CostBudget;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The `matchConditions` of a webhook or policy: all must be true for it to have a say.
/// Thread-safe.
///
/// @param failurePolicy what it means when one has no result
record Conditions(List<Expression> expressions, Webhook.FailurePolicy failurePolicy) {

  /// A quarter of what a request may cost (Kubernetes' `RuntimeCELCostBudgetMatchConditions`).
  private static final long BUDGET = CostBudget.PER_REQUEST / 4;

  /// Whether they hold.
  sealed interface Outcome {
    record Met() implements Outcome {}

    record Unmet() implements Outcome {}

    /// Nobody can say, and the failure policy has it that this matters.
    record Broken(String why) implements Outcome {}
  }

  static Conditions of(@Nullable JsonNode conditions, Webhook.FailurePolicy failurePolicy) {
    List<Expression> expressions = new ArrayList<>();
    if (conditions != null) {
      conditions.forEach(
          condition -> expressions.add(new Expression(Json.text(condition, "expression"))));
    }
    return new Conditions(List.copyOf(expressions), failurePolicy);
  }

  /// @param variables asked for only when there is a condition
  Outcome check(Supplier<Map<String, Object>> variables) {
    if (expressions.isEmpty()) {
      return new Outcome.Met();
    }
    Map<String, Object> values = variables.get();
    CostBudget budget = new CostBudget(BUDGET);
    List<String> failures = new ArrayList<>();
    for (Expression expression : expressions) {
      switch (expression.evaluate(values, budget)) {
        case Expression.Result.Value(Object value) -> {
          if (!Boolean.TRUE.equals(value)) {
            return new Outcome.Unmet();
          }
        }
        case Expression.Result.Failure(String why, String _) -> failures.add(why);
      }
    }
    if (failures.isEmpty()) {
      return new Outcome.Met();
    }
    if (failurePolicy == Webhook.FailurePolicy.IGNORE) {
      return new Outcome.Unmet();
    }
    return new Outcome.Broken(failures.size() == 1 ? failures.getFirst() : failures.toString());
  }
}
