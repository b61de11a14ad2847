package io.ubernetes.apimachinery.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import io.ubernetes.apimachinery.cel.library.CallCosts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what one evaluation costs while it goes on, in the units of cel-go: one for each
/// variable, field and call, and more for functions whose work grows with their arguments. Stops
/// the evaluation at a limit. Belongs to one evaluation.
final class CostTracker implements CelEvaluationListener {

  private static final long LIST_BASE = 10;
  private static final long MAP_BASE = 30;
  private static final long STRUCT_BASE = 40;

  private final long limit;
  private final Map<Long, Object> results = new HashMap<>();
  private long total;

  CostTracker(long limit) {
    this.limit = limit;
  }

  long total() {
    return total;
  }

  boolean isExceeded() {
    return total > limit;
  }

  @Override
  public void callback(CelExpr expression, Object result) {
    results.put(expression.id(), result);
    total += cost(expression, result);
    if (isExceeded()) {
      throw new LimitReachedException();
    }
  }

  private long cost(CelExpr expression, Object result) {
    return switch (expression.getKind()) {
      case IDENT -> 1;
      case SELECT -> expression.select().testOnly() ? 0 : 1;
      case LIST -> LIST_BASE;
      case MAP -> MAP_BASE;
      case STRUCT -> STRUCT_BASE;
      case CALL -> call(expression.call(), result);
      case CONSTANT, COMPREHENSION, NOT_SET -> 0;
    };
  }

  private long call(CelExpr.CelCall call, Object result) {
    List<@Nullable Object> arguments = new ArrayList<>();
    call.target().ifPresent(target -> arguments.add(valueOf(target)));
    call.args().forEach(argument -> arguments.add(valueOf(argument)));
    return CallCosts.of(call.function(), arguments, result);
  }

  private @Nullable Object valueOf(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT -> constant(expression);
      case IDENT, SELECT, LIST, MAP, STRUCT, CALL, COMPREHENSION, NOT_SET ->
          results.get(expression.id());
    };
  }

  private static @Nullable Object constant(CelExpr expression) {
    return switch (expression.constant().getKind()) {
      case STRING_VALUE -> expression.constant().stringValue();
      case BYTES_VALUE -> expression.constant().bytesValue();
      case INT64_VALUE -> expression.constant().int64Value();
      default -> null;
    };
  }

  /// Ends an evaluation from within; has no stack trace.
  static final class LimitReachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LimitReachedException() {
      super("cost limit reached", null, false, false);
    }
  }
}
