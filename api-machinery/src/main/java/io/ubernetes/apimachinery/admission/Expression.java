package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cel.CelEnvironment;
import io.ubernetes.apimachinery.cel.Compilation;
import io.ubernetes.apimachinery.cel.CostBudget;
import io.ubernetes.apimachinery.cel.Evaluation;
import io.ubernetes.apimachinery.cel.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A CEL expression of a webhook or policy. Compiled when it is first evaluated, and then kept.
/// Thread-safe.
final class Expression {

  /// What the names of a policy's own variables begin with.
  static final String VARIABLES = "variables.";

  private static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";

  private final String text;
  private final Supplier<Compilation> compilation;

  Expression(String text) {
    this(text, Scope.GENERAL);
  }

  Expression(String text, Scope scope) {
    this.text = text;
    this.compilation = new Once<>(() -> scope.environment().compile(text));
  }

  /// What came of an evaluation.
  sealed interface Result {
    /// @param value as CEL has it; null for its null
    record Value(@Nullable Object value) implements Result {}

    /// There is none.
    ///
    /// @param why as Kubernetes says it
    /// @param cause the same without the expression
    record Failure(String why, String cause) implements Result {}
  }

  String text() {
    return text;
  }

  /// @param values of the variables that there are
  Result evaluate(Map<String, ?> values, CostBudget budget) {
    return switch (compilation.get()) {
      case Compilation.Failed(String message) -> failure("compilation error: " + message);
      case Compilation.Compiled(var program) ->
          switch (program.evaluate(values, budget)) {
            case Evaluation.Value(Object value) -> new Result.Value(value);
            case Evaluation.Failed(String message) -> failure(message);
            case Evaluation.TooExpensive(Evaluation.Limit limit) ->
                switch (limit) {
                  case CALL -> failure("operation cancelled: actual cost limit exceeded");
                  case BUDGET -> new Result.Failure(OUT_OF_BUDGET, OUT_OF_BUDGET);
                };
          };
    };
  }

  private Result failure(String why) {
    return new Result.Failure("expression '" + text + "' resulted in error: " + why, why);
  }

  /// What some expressions may name. Nothing is made before one of them is compiled.
  static final class Scope {

    /// Everything that any expression of admission may name. What is not there is null.
    static final Scope GENERAL = new Scope(List.of());

    private final Supplier<CelEnvironment> environment;

    /// @param names of the policy's own variables
    Scope(List<String> names) {
      this.environment = new Once<>(() -> CelEnvironment.of(variables(names)));
    }

    CelEnvironment environment() {
      return environment.get();
    }

    private static Map<String, ValueType> variables(List<String> names) {
      Map<String, ValueType> variables = new LinkedHashMap<>();
      variables.put("object", ValueType.Scalar.DYN);
      variables.put("oldObject", ValueType.Scalar.DYN);
      variables.put("request", ValueType.Scalar.DYN);
      variables.put("namespaceObject", ValueType.Scalar.DYN);
      variables.put("params", ValueType.Scalar.DYN);
      variables.put("authorizer", ValueType.Opaque.AUTHORIZER);
      variables.put("authorizer.requestResource", ValueType.Opaque.RESOURCE_CHECK);
      names.forEach(name -> variables.put(VARIABLES + name, ValueType.Scalar.DYN));
      return variables;
    }
  }

  /// Computes once, on the thread that asks first; twice at worst.
  private static final class Once<T> implements Supplier<T> {
    private final Supplier<T> compute;
    private volatile @Nullable T known;

    Once(Supplier<T> compute) {
      this.compute = compute;
    }

    @Override
    public T get() {
      T result = known;
      if (result == null) {
        result = compute.get();
        known = result;
      }
      return result;
    }
  }
}
