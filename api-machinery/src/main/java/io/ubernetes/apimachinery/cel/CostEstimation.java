package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Entries;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Estimates what an expression can cost before it is ever evaluated, as the checker of cel-go does
/// it: sizes are followed from the values' limits through the expression, and loops cost what their
/// longest list makes them cost. Belongs to one estimation.
final class CostEstimation {

  private static final long LIST_BASE = 10;
  private static final long MAP_BASE = 30;
  private static final long STRUCT_BASE = 40;

  private final CelAbstractSyntaxTree ast;
  private final ExpressionSizes known;

  private CostEstimation(CelAbstractSyntaxTree ast, ExpressionSizes known) {
    this.ast = ast;
    this.known = known;
  }

  /// @param root how large the variables can become, which are all of the same type
  /// @return the most that it can cost; [Estimate#MUCH] when nobody can say
  static long most(CelAbstractSyntaxTree ast, Sizes root) {
    return new CostEstimation(ast, new ExpressionSizes(ast, root)).cost(ast.getExpr()).max();
  }

  private Estimate cost(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT, NOT_SET -> Estimate.NOTHING;
      case IDENT -> ident(expression);
      case SELECT -> select(expression);
      case CALL -> call(expression);
      case LIST -> list(expression);
      case MAP -> map(expression);
      case STRUCT -> struct(expression);
      case COMPREHENSION -> comprehension(expression);
    };
  }

  private Estimate ident(CelExpr expression) {
    known.isVariable(expression);
    return Estimate.ONE;
  }

  private Estimate select(CelExpr expression) {
    CelExpr operand = expression.select().operand();
    Estimate cost = cost(operand);
    if (expression.select().testOnly()) {
      return cost;
    }
    known.isWithin(operand, expression.select().field(), expression);
    CelKind kind = known.type(operand).kind();
    boolean costs = Set.of(CelKind.MAP, CelKind.STRUCT, CelKind.TYPE_PARAM).contains(kind);
    return costs ? cost.plus(Estimate.ONE) : cost;
  }

  private Estimate call(CelExpr expression) {
    CelExpr.CelCall call = expression.call();
    if (call.function().equals("dyn")) {
      CelExpr argument = call.args().getFirst();
      Estimate cost = cost(argument).plus(Estimate.ONE);
      known.remember(expression, known.size(argument), known.entriesOf(argument));
      return cost;
    }
    List<Estimate> costs = call.args().stream().map(this::cost).toList();
    List<Node> arguments = call.args().stream().map(known::node).toList();
    Estimate sum = Estimate.NOTHING;
    Node target = null;
    Optional<CelExpr> receiver = call.target();
    if (receiver.isPresent()) {
      sum = cost(receiver.get());
      target = known.node(receiver.get());
    }
    CelReference reference = ast.getReferenceMap().get(expression.id());
    if (reference == null || reference.overloadIds().isEmpty()) {
      return Estimate.NOTHING;
    }
    Estimate function = new Estimate(Estimate.MUCH, 0);
    Estimate resultSize = null;
    for (String overload : reference.overloadIds()) {
      CallEstimates.Call one =
          new CallEstimates.Call(call.function(), overload, target, arguments, costs);
      CallEstimates.Result result = CallEstimates.of(one);
      function = function.or(result.cost());
      if (result.size() != null) {
        resultSize = resultSize == null ? result.size() : resultSize.or(result.size());
      }
      known.remember(expression, null, result.entries());
      if (overload.equals("index_list") || overload.equals("index_map")) {
        Entries held = arguments.getFirst().entries();
        resultSize = held == null ? null : held.value();
        String step = overload.equals("index_list") ? "@items" : "@values";
        known.isAnyOf(call.args().getFirst(), step, expression);
      }
      if (resultSize == null) {
        resultSize = known.size(expression);
      }
    }
    known.remember(expression, resultSize, null);
    return sum.plus(function);
  }

  private Estimate list(CelExpr expression) {
    List<CelExpr> elements = expression.list().elements();
    Estimate sum = Estimate.exactly(LIST_BASE);
    Estimate item = new Estimate(elements.isEmpty() ? 0 : Estimate.MUCH, 0);
    for (CelExpr element : elements) {
      sum = sum.plus(cost(element));
      item = item.or(known.sizeOrUnknown(element));
    }
    known.remember(expression, null, new Entries(CelKind.LIST, Estimate.ONE, item));
    return sum;
  }

  private Estimate map(CelExpr expression) {
    List<CelExpr.CelMap.Entry> pairs = expression.map().entries();
    Estimate sum = Estimate.exactly(MAP_BASE);
    Estimate key = new Estimate(pairs.isEmpty() ? 0 : Estimate.MUCH, 0);
    Estimate value = key;
    for (CelExpr.CelMap.Entry pair : pairs) {
      sum = sum.plus(cost(pair.key())).plus(cost(pair.value()));
      key = key.or(known.sizeOrUnknown(pair.key()));
      value = value.or(known.sizeOrUnknown(pair.value()));
    }
    known.remember(expression, null, new Entries(CelKind.MAP, key, value));
    return sum;
  }

  private Estimate struct(CelExpr expression) {
    Estimate sum = Estimate.exactly(STRUCT_BASE);
    for (CelExpr.CelStruct.Entry field : expression.struct().entries()) {
      sum = sum.plus(cost(field.value()));
    }
    return sum;
  }

  private Estimate comprehension(CelExpr expression) {
    CelExpr.CelComprehension loop = expression.comprehension();
    CelExpr range = loop.iterRange();
    Estimate sum = cost(range).plus(cost(loop.accuInit()));
    known.enter(loop.accuVar(), known.sameAs(loop.accuInit()));
    boolean two = !loop.iterVar2().isEmpty();
    known.enter(loop.iterVar(), two ? known.keyOf(range) : known.onlyOf(range));
    if (two) {
      known.enter(loop.iterVar2(), known.valueOf(range));
    }
    Estimate step = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
    known.leave(loop.iterVar());
    if (two) {
      known.leave(loop.iterVar2());
    }
    sum = sum.plus(cost(loop.result()));
    known.leave(loop.accuVar());
    Estimate count = known.sizeOrUnknown(range);
    switch (loop.accuInit().getKind()) {
      case CONSTANT -> known.remember(expression, known.size(loop.accuInit()), null);
      case LIST, MAP -> known.remember(expression, count, known.entriesOf(loop.loopStep()));
      case IDENT, SELECT, CALL, STRUCT, COMPREHENSION, NOT_SET -> {}
    }
    return sum.plus(count.times(step));
  }
}
