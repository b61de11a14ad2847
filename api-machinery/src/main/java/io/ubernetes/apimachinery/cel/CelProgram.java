package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A compiled expression. Immutable and thread-safe.
public final class CelProgram {

  private final CelAbstractSyntaxTree ast;
  private final CelRuntime.Program program;
  private final Map<String, ValueType> variables;

  CelProgram(
      CelAbstractSyntaxTree ast, CelRuntime.Program program, Map<String, ValueType> variables) {
    this.ast = ast;
    this.program = program;
    this.variables = variables;
  }

  /// What the result will be, as far as that is known: the name of a type in CEL (`bool`, `dyn`,
  /// `list`).
  public String resultType() {
    return ast.getResultType().name();
  }

  /// What other expressions may know of the result: its type, but nothing of objects in it.
  public ValueType resultValueType() {
    return CelTypes.known(ast.getResultType());
  }

  /// Whether the result will be of a type, or may be (`dyn`).
  public boolean returns(ValueType.Scalar type) {
    CelType result = ast.getResultType();
    return result.equals(new CelTypes().declare(type)) || result.equals(SimpleType.DYN);
  }

  /// Whether the result is an `optional_type`.
  public boolean returnsOptional() {
    return ast.getResultType() instanceof OptionalType;
  }

  /// Whether the expression names a variable.
  public boolean uses(String variable) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT)
        .anyMatch(node -> node.expr().ident().name().equals(variable));
  }

  /// The most that an evaluation can cost, as far as that can be told from how large values can be
  /// (cel-go's static estimate); `Long.MAX_VALUE` when it cannot.
  ///
  /// @param variables how large the value of every variable can become; all are of the same type
  public long mostCost(Sizes variables) {
    return CostEstimation.most(ast, variables);
  }

  /// Evaluates the expression.
  ///
  /// @param values of the variables: JSON trees, `Optional`s of them, maps of such, or values as
  ///   functions take them; what is absent must not be used
  /// @param budget pays for it
  public Evaluation evaluate(Map<String, ?> values, CostBudget budget) {
    CostTracker costs = new CostTracker(Math.min(CostBudget.PER_CALL, Math.max(0, budget.left())));
    CelVariableResolver resolver =
        name -> Optional.ofNullable(values.get(name)).map(value -> value(name, value));
    try {
      return new Evaluation.Value(plain(program.trace(resolver, costs)));
    } catch (CelEvaluationException | RuntimeException failure) {
      return costs.isExceeded()
          ? new Evaluation.TooExpensive(limit(budget))
          : new Evaluation.Failed(EvaluationErrors.message(ast, failure));
    } finally {
      budget.use(costs.total());
    }
  }

  private static Evaluation.Limit limit(CostBudget budget) {
    return budget.left() < CostBudget.PER_CALL ? Evaluation.Limit.BUDGET : Evaluation.Limit.CALL;
  }

  private Object value(String name, Object value) {
    ValueType declared = Objects.requireNonNullElse(variables.get(name), ValueType.Scalar.DYN);
    return switch (value) {
      case JsonNode json -> JsonValues.of(json, declared);
      case Optional<?> optional
          when optional.isPresent() && optional.get() instanceof JsonNode json ->
          JsonValues.of(json, declared);
      default -> value;
    };
  }

  private static @Nullable Object plain(@Nullable Object result) {
    return result instanceof NullValue ? null : result;
  }
}
