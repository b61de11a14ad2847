package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.admission.Policy.Validation;
import io.ubernetes.apimachinery.cel.CostBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.NullNode;

/// Evaluates a policy for one write with one set of parameters.
final class PolicyEvaluation {

  /// Longer messages are not given (`MaxEvaluatedMessageExpressionSizeBytes`).
  private static final int MAX_MESSAGE = 5 * 1024;

  private PolicyEvaluation() {}

  /// Which part of a policy fails.
  enum Origin {
    VALIDATION,
    AUDIT_ANNOTATION
  }

  /// Something that does not hold.
  ///
  /// @param reason of the answer; empty for the usual one
  record Failure(Origin origin, String reason, String message) {}

  /// @param values of all variables but `variables`
  static List<Failure> evaluate(Policy policy, Map<String, Object> values) {
    List<Failure> failures = new ArrayList<>();
    boolean strict = policy.failurePolicy() == Webhook.FailurePolicy.FAIL;
    switch (policy.conditions().check(() -> values)) {
      case Conditions.Outcome.Unmet unmet -> {
        return failures;
      }
      case Conditions.Outcome.Broken(String why) -> {
        failures.add(new Failure(Origin.VALIDATION, "", why));
        return failures;
      }
      case Conditions.Outcome.Met met -> {}
    }
    CostBudget budget = CostBudget.ofRequest();
    Map<String, Object> all =
        policy.variables().isEmpty() ? values : new Variables(policy.variables(), values, budget);
    for (Validation validation : policy.validations()) {
      switch (validation.expression().evaluate(all, budget)) {
        case Expression.Result.Value(Object value) -> {
          if (!Boolean.TRUE.equals(value)) {
            String message = message(validation, all, budget);
            failures.add(new Failure(Origin.VALIDATION, validation.reason(), message));
          }
        }
        case Expression.Result.Failure(String why, String _) -> {
          if (strict) {
            failures.add(new Failure(Origin.VALIDATION, "", why));
          }
        }
      }
    }
    for (Expression annotation : policy.auditAnnotations()) {
      if (annotation.evaluate(all, budget)
              instanceof Expression.Result.Failure(String why, String _)
          && strict) {
        failures.add(new Failure(Origin.AUDIT_ANNOTATION, "", why));
      }
    }
    return failures;
  }

  private static String message(
      Validation validation, Map<String, Object> values, CostBudget budget) {
    Expression expression = validation.messageExpression();
    if (expression != null
        && expression.evaluate(values, budget)
            instanceof Expression.Result.Value(String computed)) {
      String message = computed.strip();
      if (!message.isEmpty() && message.length() <= MAX_MESSAGE && !message.contains("\n")) {
        return message;
      }
    }
    return validation.message().isBlank()
        ? "failed expression: " + validation.expression().text().strip()
        : validation.message().strip();
  }

  /// The policy's variables beside the general ones, each computed when it is first asked for.
  /// Belongs to one evaluation.
  private static final class Variables extends HashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Expression> expressions = new HashMap<>();
    private final transient CostBudget budget;

    Variables(List<Policy.Variable> variables, Map<String, Object> values, CostBudget budget) {
      super(values);
      variables.forEach(variable ->
          expressions.put(Expression.VARIABLES + variable.name(), variable.expression()));
      this.budget = budget;
    }

    @Override
    public @Nullable Object get(Object name) {
      Object known = super.get(name);
      if (known != null || !(name instanceof String text)) {
        return known;
      }
      Expression expression = expressions.remove(text);
      if (expression == null) {
        return null;
      }
      Object value =
          switch (expression.evaluate(this, budget)) {
            case Expression.Result.Value(Object computed) -> computed;
            case Expression.Result.Failure(String _, String cause) ->
                new Failed(
                    "composited variable \"%s\" fails to evaluate: %s"
                        .formatted(text.substring(Expression.VARIABLES.length()), cause));
          };
      if (value instanceof Failed(String why)) {
        expressions.put(text, expression); // fails again for who asks again
        throw new io.ubernetes.apimachinery.cel.library.Failure(why);
      }
      Object found = value == null ? NullNode.getInstance() : value;
      put(text, found);
      return found;
    }

    private record Failed(String why) {}
  }
}
