package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.CelEnvironment;
import io.ubernetes.apimachinery.cel.CelProgram;
import io.ubernetes.apimachinery.cel.Compilation;
import io.ubernetes.apimachinery.cel.CostBudget;
import io.ubernetes.apimachinery.cel.Evaluation;
import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The rules at one place of a schema. Thread-safe; they are compiled when first asked.
final class RuleSet {

  /// Longer messages are not shown (Kubernetes' `MaxEvaluatedMessageExpressionSizeBytes`).
  private static final int MAX_MESSAGE_BYTES = 5 * 1024;

  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be run";

  private final List<Rule> rules;
  private final ValueType self;
  private final String typeName;
  private volatile @Nullable List<Compiled> compiled;

  private RuleSet(List<Rule> rules, ValueType self, String typeName) {
    this.rules = rules;
    this.self = self;
    this.typeName = typeName;
  }

  static RuleSet of(Schema schema, Schema typed, String name) {
    return new RuleSet(
        schema.rules().stream().map(Rule::of).toList(),
        RuleTypes.of(typed, name).orElse(ValueType.Scalar.DYN),
        typed.type().name().toLowerCase(Locale.ROOT));
  }

  /// A rule and what became of it.
  ///
  /// @param problem why the rule is wrong; empty when it is not
  /// @param messageProblem why its messageExpression is wrong; empty when it is not, or there is
  ///   none
  record Compiled(
      Rule rule,
      String problem,
      @Nullable CelProgram program,
      String messageProblem,
      @Nullable CelProgram message) {

    boolean usesOldSelf() {
      return program != null && program.uses("oldSelf");
    }
  }

  /// The rules in their order.
  List<Compiled> compiled() {
    List<Compiled> known = compiled;
    if (known == null) {
      List<Compiled> all = new ArrayList<>();
      rules.forEach(rule -> all.add(compile(rule)));
      known = List.copyOf(all);
      compiled = known;
    }
    return known;
  }

  private Compiled compile(Rule rule) {
    ValueType oldSelf = rule.oldSelfIsOptional() ? new ValueType.OptionalOf(self) : self;
    CelEnvironment environment = CelEnvironment.of(Map.of("self", self, "oldSelf", oldSelf));
    return switch (environment.compile(rule.expression())) {
      case Compilation.Failed(String message) ->
          new Compiled(rule, "compilation failed: " + message, null, "", null);
      case Compilation.Compiled(CelProgram program) ->
          program.resultType().equals("bool")
              ? withMessage(rule, program, environment)
              : new Compiled(rule, "cel expression must evaluate to a bool", null, "", null);
    };
  }

  private static Compiled withMessage(Rule rule, CelProgram program, CelEnvironment environment) {
    if (rule.messageExpression().isEmpty()) {
      return new Compiled(rule, "", program, "", null);
    }
    return switch (environment.compile(rule.messageExpression())) {
      case Compilation.Failed(String message) ->
          new Compiled(rule, "", program, "messageExpression compilation failed: " + message, null);
      case Compilation.Compiled(CelProgram message) ->
          message.resultType().equals("string")
              ? new Compiled(rule, "", program, "", message)
              : new Compiled(
                  rule, "", program, "messageExpression must evaluate to a string", null);
    };
  }

  /// @return false when no more rules of the object may be asked
  boolean check(
      JsonNode value,
      @Nullable JsonNode old,
      String path,
      CostBudget budget,
      List<FieldError> errors) {
    for (Compiled each : compiled()) {
      CelProgram program = each.program();
      if (program == null) {
        errors.add(typed(path, "rule compile error: " + each.problem()));
        continue;
      }
      boolean transition = each.usesOldSelf();
      if (transition && old == null && !each.rule().oldSelfIsOptional()) {
        continue;
      }
      Map<String, Object> values = values(each.rule(), value, old);
      switch (program.evaluate(values, budget)) {
        case Evaluation.TooExpensive(Evaluation.Limit limit) -> {
          errors.add(typed(path, tooExpensive(each.rule(), limit)));
          return false;
        }
        case Evaluation.Failed(String message) ->
            errors.add(typed(path, failure(each.rule(), message)));
        case Evaluation.Value result -> {
          boolean untouched = !transition && value.equals(old);
          if (!result.isTrue() && !untouched) {
            String detail = detail(each, values, budget);
            errors.add(
                each.rule().error(path + each.rule().normalFieldPath(path), shown(value), detail));
          }
        }
      }
    }
    return true;
  }

  private static Map<String, Object> values(Rule rule, JsonNode value, @Nullable JsonNode old) {
    Map<String, Object> values = new HashMap<>();
    values.put("self", value);
    if (rule.oldSelfIsOptional()) {
      values.put("oldSelf", Optional.ofNullable(old));
    } else if (old != null) {
      values.put("oldSelf", old);
    }
    return values;
  }

  /// Objects and lists are not shown.
  private static Optional<String> shown(JsonNode value) {
    return value.isContainer() ? Optional.empty() : Optional.of(GoText.of(value));
  }

  private FieldError typed(String path, String detail) {
    return FieldError.invalid(path, GoText.quote(typeName), detail);
  }

  private static String tooExpensive(Rule rule, Evaluation.Limit limit) {
    return switch (limit) {
      case BUDGET -> OUT_OF_BUDGET;
      case CALL ->
          "'operation cancelled: actual cost limit exceeded': no further validation rules will be run"
              + " due to call cost exceeds limit for rule: "
              + rule.shortly();
    };
  }

  private static String failure(Rule rule, String message) {
    return message.startsWith("no such overload")
        ? "'%s': call arguments did not match a supported operator, function or macro signature for rule: %s"
            .formatted(message, rule.shortly())
        : message + " evaluating rule: " + rule.shortly();
  }

  private static String detail(Compiled each, Map<String, Object> values, CostBudget budget) {
    CelProgram message = each.message();
    if (message != null
        && message.evaluate(values, budget) instanceof Evaluation.Value(Object text)
        && text instanceof String sentence) {
      String stripped = sentence.strip();
      boolean fit =
          !stripped.isEmpty()
              && stripped.indexOf('\n') < 0
              && stripped.length() <= MAX_MESSAGE_BYTES;
      if (fit) {
        return stripped;
      }
    }
    return each.rule().failure();
  }
}
