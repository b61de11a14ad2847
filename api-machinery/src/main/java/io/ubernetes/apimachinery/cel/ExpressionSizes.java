package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How large the parts of an expression can be, as far as it is known: from what is written in the
/// expression, from what was found of its parts, and from the limits of the values that they name.
/// Belongs to one [CostEstimation], which goes through the expression and tells what it finds.
final class ExpressionSizes {

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

  /// @param root how large the variables can become, which are all of the same type
  ExpressionSizes(CelAbstractSyntaxTree ast, Sizes root) {
    this.ast = ast;
    this.root = root;
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
  record Local(@Nullable List<String> path, @Nullable Estimate size, @Nullable Entries entries) {}

  /// A part of the expression as [CallEstimates] see it.
  ///
  /// @param size where it is known without looking at the limits of values
  record Node(
      CelExpr expression,
      CelType type,
      @Nullable List<String> path,
      @Nullable Estimate size,
      ExpressionSizes within) {

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

  Node node(CelExpr expression) {
    List<String> path = path(expression);
    boolean loops = path != null && !path.isEmpty() && isAccumulator(path.getFirst());
    return new Node(expression, type(expression), loops ? null : path, size(expression), this);
  }

  /// It names a variable.
  void isVariable(CelExpr expression) {
    String name = expression.ident().name();
    Local local = local(name);
    List<String> path = local == null ? List.of(name) : local.path();
    if (path != null) {
      paths.put(expression.id(), path);
    }
  }

  /// It is a field of a part of the expression, if that is a value's.
  void isWithin(CelExpr part, String field, CelExpr expression) {
    List<String> path = path(part);
    if (path != null) {
      paths.put(expression.id(), below(path, field));
    }
  }

  /// It is some item or value of a part of the expression.
  ///
  /// @param step `@items` or `@values`
  void isAnyOf(CelExpr part, String step, CelExpr expression) {
    paths.put(expression.id(), stepInto(part, step));
  }

  /// A variable that is the same as a part of the expression.
  Local sameAs(CelExpr expression) {
    return new Local(path(expression), size(expression), entriesOf(expression));
  }

  Local keyOf(CelExpr range) {
    Entries held = entriesOf(range);
    String step = isList(range, held) ? "@indices" : "@keys";
    return new Local(stepInto(range, step), held == null ? null : held.key(), null);
  }

  Local valueOf(CelExpr range) {
    Entries held = entriesOf(range);
    String step = isList(range, held) ? "@items" : "@values";
    return new Local(stepInto(range, step), held == null ? null : held.value(), null);
  }

  /// The only variable of a loop: an item of a list, a key of a map.
  Local onlyOf(CelExpr range) {
    return isList(range, entriesOf(range)) ? valueOf(range) : keyOf(range);
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

  private static boolean isAccumulator(String name) {
    return name.equals("__result__") || name.equals("@result");
  }

  CelType type(CelExpr expression) {
    return ast.getType(expression.id()).orElse(SimpleType.DYN);
  }

  private @Nullable Local local(String name) {
    Deque<Local> stack = locals.get(name);
    return stack == null ? null : stack.peek();
  }

  /// A variable begins to be seen.
  void enter(String name, Local local) {
    locals.computeIfAbsent(name, _ -> new ArrayDeque<>()).push(local);
  }

  /// It is no longer seen.
  void leave(String name) {
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

  void remember(CelExpr expression, @Nullable Estimate size, @Nullable Entries held) {
    if (size != null) {
      sizes.put(expression.id(), size);
    }
    if (held != null) {
      entries.put(expression.id(), held);
    }
  }

  @Nullable Entries entriesOf(CelExpr expression) {
    Entries known = entries.get(expression.id());
    if (known == null && expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(expression.ident().name());
      return local == null ? null : local.entries();
    }
    return known;
  }

  Estimate sizeOrUnknown(CelExpr expression) {
    Estimate size = size(expression);
    return size == null ? Estimate.UNKNOWN : size;
  }

  @Nullable Estimate size(CelExpr expression) {
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
