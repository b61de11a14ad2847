package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Estimates what an expression can cost before it is ever evaluated, as the checker of cel-go does
/// it: sizes are followed from the values' limits through the expression, and loops cost what their
/// longest list makes them cost. Belongs to one estimation.
final class CostEstimation {

  private static final long LIST_BASE = 10;
  private static final long MAP_BASE = 30;
  private static final long STRUCT_BASE = 40;

  private static final Set<CelKind> FIXED_SIZE =
      Set.of(
          CelKind.BOOL,
          CelKind.DOUBLE,
          CelKind.DURATION,
          CelKind.INT,
          CelKind.TIMESTAMP,
          CelKind.UINT);

  private final CelAbstractSyntaxTree ast;
  private final Sizes root;
  private final Map<Long, List<String>> paths = new HashMap<>();
  private final Map<Long, Estimate> sizes = new HashMap<>();
  private final Map<Long, Entries> entries = new HashMap<>();
  private final Map<String, Deque<Local>> locals = new HashMap<>();

  private CostEstimation(CelAbstractSyntaxTree ast, Sizes root) {
    this.ast = ast;
    this.root = root;
  }

  /// @param root how large the variables can become, which are all of the same type
  /// @return the most that it can cost; [Estimate#MUCH] when nobody can say
  static long most(CelAbstractSyntaxTree ast, Sizes root) {
    return new CostEstimation(ast, root).cost(ast.getExpr()).max();
  }

  /// How large the keys and values of a list or map are.
  record Entries(CelKind container, Estimate key, Estimate value) {
    static @Nullable Entries or(@Nullable Entries one, @Nullable Entries other) {
      return one == null || other == null
          ? null
          : new Entries(one.container, one.key.or(other.key), one.value.or(other.value));
    }
  }

  /// A variable of a loop.
  private record Local(
      @Nullable List<String> path, @Nullable Estimate size, @Nullable Entries entries) {}

  /// A part of the expression as [CallEstimates] see it.
  ///
  /// @param size where it is known without looking at the limits of values
  record Node(
      CelExpr expression,
      CelType type,
      @Nullable List<String> path,
      @Nullable Estimate size,
      CostEstimation within) {

    Estimate sizeOrUnknown() {
      return size == null ? Estimate.UNKNOWN : size;
    }

    /// The same, asking the limits too.
    Estimate estimatedSize() {
      Estimate found = size == null ? within.sizeAt(path) : size;
      return found == null ? Estimate.UNKNOWN : found;
    }

    /// How large an item of this list can be; null when this is no list.
    @Nullable Estimate itemSize() {
      if (type.parameters().isEmpty()) {
        return null;
      }
      Estimate found = path == null ? null : within.sizeAt(below(path, "@items"));
      return found == null ? Estimate.UNKNOWN : found;
    }

    /// The size of what it holds, as far as that follows from the expression.
    @Nullable Entries entries() {
      return within.entriesOf(expression);
    }

    @Nullable Long whole() {
      return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
              && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE
          ? expression.constant().int64Value()
          : null;
    }
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
    String name = expression.ident().name();
    Local local = local(name);
    List<String> path = local == null ? List.of(name) : local.path();
    if (path != null) {
      paths.put(expression.id(), path);
    }
    return Estimate.ONE;
  }

  private Estimate select(CelExpr expression) {
    CelExpr operand = expression.select().operand();
    Estimate cost = cost(operand);
    if (expression.select().testOnly()) {
      return cost;
    }
    List<String> path = path(operand);
    if (path != null) {
      paths.put(expression.id(), below(path, expression.select().field()));
    }
    CelKind kind = type(operand).kind();
    boolean costs = Set.of(CelKind.MAP, CelKind.STRUCT, CelKind.TYPE_PARAM).contains(kind);
    return costs ? cost.plus(Estimate.ONE) : cost;
  }

  private Estimate call(CelExpr expression) {
    CelExpr.CelCall call = expression.call();
    if (call.function().equals("dyn")) {
      CelExpr argument = call.args().getFirst();
      Estimate cost = cost(argument).plus(Estimate.ONE);
      remember(expression, size(argument), entriesOf(argument));
      return cost;
    }
    List<Estimate> costs = call.args().stream().map(this::cost).toList();
    List<Node> arguments = call.args().stream().map(this::node).toList();
    Estimate sum = Estimate.NOTHING;
    Node target = null;
    Optional<CelExpr> receiver = call.target();
    if (receiver.isPresent()) {
      sum = cost(receiver.get());
      target = node(receiver.get());
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
      remember(expression, null, result.entries());
      if (overload.equals("index_list") || overload.equals("index_map")) {
        Entries held = arguments.getFirst().entries();
        resultSize = held == null ? null : held.value();
        List<String> path = path(call.args().getFirst());
        String step = overload.equals("index_list") ? "@items" : "@values";
        paths.put(expression.id(), below(path == null ? List.of() : path, step));
      }
      if (resultSize == null) {
        resultSize = size(expression);
      }
    }
    remember(expression, resultSize, null);
    return sum.plus(function);
  }

  private Estimate list(CelExpr expression) {
    List<CelExpr> elements = expression.list().elements();
    Estimate sum = Estimate.exactly(LIST_BASE);
    Estimate item = new Estimate(elements.isEmpty() ? 0 : Estimate.MUCH, 0);
    for (CelExpr element : elements) {
      sum = sum.plus(cost(element));
      item = item.or(sizeOrUnknown(element));
    }
    remember(expression, null, new Entries(CelKind.LIST, Estimate.ONE, item));
    return sum;
  }

  private Estimate map(CelExpr expression) {
    List<CelExpr.CelMap.Entry> pairs = expression.map().entries();
    Estimate sum = Estimate.exactly(MAP_BASE);
    Estimate key = new Estimate(pairs.isEmpty() ? 0 : Estimate.MUCH, 0);
    Estimate value = key;
    for (CelExpr.CelMap.Entry pair : pairs) {
      sum = sum.plus(cost(pair.key())).plus(cost(pair.value()));
      key = key.or(sizeOrUnknown(pair.key()));
      value = value.or(sizeOrUnknown(pair.value()));
    }
    remember(expression, null, new Entries(CelKind.MAP, key, value));
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
    push(
        loop.accuVar(),
        new Local(path(loop.accuInit()), size(loop.accuInit()), entriesOf(loop.accuInit())));
    boolean two = !loop.iterVar2().isEmpty();
    push(loop.iterVar(), two ? key(range) : single(range));
    if (two) {
      push(loop.iterVar2(), value(range));
    }
    Estimate step = cost(loop.loopCondition()).plus(cost(loop.loopStep()));
    pop(loop.iterVar());
    if (two) {
      pop(loop.iterVar2());
    }
    sum = sum.plus(cost(loop.result()));
    pop(loop.accuVar());
    Estimate count = sizeOrUnknown(range);
    switch (loop.accuInit().getKind()) {
      case CONSTANT -> remember(expression, size(loop.accuInit()), null);
      case LIST, MAP -> remember(expression, count, entriesOf(loop.loopStep()));
      case IDENT, SELECT, CALL, STRUCT, COMPREHENSION, NOT_SET -> {}
    }
    return sum.plus(count.times(step));
  }

  private Local key(CelExpr range) {
    Entries held = entriesOf(range);
    String step = isList(range, held) ? "@indices" : "@keys";
    return new Local(stepInto(range, step), held == null ? null : held.key(), null);
  }

  private Local value(CelExpr range) {
    Entries held = entriesOf(range);
    String step = isList(range, held) ? "@items" : "@values";
    return new Local(stepInto(range, step), held == null ? null : held.value(), null);
  }

  /// The only variable of a loop: an item of a list, a key of a map.
  private Local single(CelExpr range) {
    return isList(range, entriesOf(range)) ? value(range) : key(range);
  }

  private boolean isList(CelExpr range, @Nullable Entries held) {
    return (held == null ? type(range).kind() : held.container()) == CelKind.LIST;
  }

  private List<String> stepInto(CelExpr range, String step) {
    List<String> path = path(range);
    return below(path == null ? List.of() : path, step);
  }

  private static List<String> below(List<String> path, String step) {
    List<String> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  private Node node(CelExpr expression) {
    List<String> path = path(expression);
    boolean loops = path != null && !path.isEmpty() && isAccumulator(path.getFirst());
    return new Node(expression, type(expression), loops ? null : path, size(expression), this);
  }

  private static boolean isAccumulator(String name) {
    return name.equals("__result__") || name.equals("@result");
  }

  private CelType type(CelExpr expression) {
    return ast.getType(expression.id()).orElse(SimpleType.DYN);
  }

  private @Nullable Local local(String name) {
    Deque<Local> stack = locals.get(name);
    return stack == null ? null : stack.peek();
  }

  private void push(String name, Local local) {
    locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
  }

  private void pop(String name) {
    locals.computeIfPresent(
        name,
        (_, stack) -> {
          stack.pop();
          return stack.isEmpty() ? null : stack;
        });
  }

  private @Nullable List<String> path(CelExpr expression) {
    if (expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(expression.ident().name());
      if (local != null) {
        return local.path();
      }
    }
    return paths.get(expression.id());
  }

  private void remember(CelExpr expression, @Nullable Estimate size, @Nullable Entries held) {
    if (size != null) {
      sizes.put(expression.id(), size);
    }
    if (held != null) {
      entries.put(expression.id(), held);
    }
  }

  private @Nullable Entries entriesOf(CelExpr expression) {
    Entries known = entries.get(expression.id());
    if (known == null && expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(expression.ident().name());
      return local == null ? null : local.entries();
    }
    return known;
  }

  private Estimate sizeOrUnknown(CelExpr expression) {
    Estimate size = size(expression);
    return size == null ? Estimate.UNKNOWN : size;
  }

  private @Nullable Estimate size(CelExpr expression) {
    Estimate known = sizes.get(expression.id());
    if (known != null) {
      return known;
    }
    Estimate written = written(expression);
    if (written != null) {
      return written;
    }
    Estimate limited = sizeAt(path(expression));
    if (limited != null) {
      sizes.put(expression.id(), limited);
      return limited;
    }
    if (isOfFixedSize(type(expression))) {
      return Estimate.ONE;
    }
    Local local =
        expression.getKind() == CelExpr.ExprKind.Kind.IDENT
            ? local(expression.ident().name())
            : null;
    return local == null ? null : local.size();
  }

  private static boolean isOfFixedSize(CelType type) {
    return type instanceof OptionalType optional
        ? isOfFixedSize(optional.parameters().getFirst())
        : FIXED_SIZE.contains(type.kind());
  }

  /// The size of what stands in the expression itself.
  private static @Nullable Estimate written(CelExpr expression) {
    return switch (expression.getKind()) {
      case CONSTANT ->
          switch (expression.constant().getKind()) {
            case STRING_VALUE -> {
              String text = expression.constant().stringValue();
              yield Estimate.exactly(text.codePointCount(0, text.length()));
            }
            case BYTES_VALUE -> Estimate.exactly(expression.constant().bytesValue().size());
            default -> Estimate.ONE;
          };
      case LIST -> Estimate.exactly(expression.list().elements().size());
      case MAP -> Estimate.exactly(expression.map().entries().size());
      case IDENT, SELECT, CALL, STRUCT, COMPREHENSION, NOT_SET -> null;
    };
  }

  /// What the limits of the values say of what stands at a path.
  private @Nullable Estimate sizeAt(@Nullable List<String> path) {
    if (path == null || path.isEmpty()) {
      return null;
    }
    Sizes at = root;
    for (String step : path.subList(1, path.size())) {
      at =
          switch (step) {
            case "@items", "@values" -> at.elements();
            case "@keys" -> at.keys();
            default -> at.fields().get(step);
          };
      if (at == null) {
        return null;
      }
    }
    return new Estimate(0, at.most());
  }
}
