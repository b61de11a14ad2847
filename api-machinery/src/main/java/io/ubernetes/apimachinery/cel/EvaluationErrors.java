package io.ubernetes.apimachinery.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelEvaluationException;
import io.ubernetes.apimachinery.cel.library.Failure;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why expressions have no result, in the words of cel-go. The engine has its own words, and a code
/// for what happened; the place says in which function.
final class EvaluationErrors {

  private static final Pattern PLACE =
      Pattern.compile("^evaluation error(?: at <input>:(\\d+))?: (.*)$", Pattern.DOTALL);
  private static final Pattern MISSING_KEY =
      Pattern.compile("key '(.*)' is not present in map\\.?", Pattern.DOTALL);

  private static final Pattern MISSING_FIELD = Pattern.compile("^Error resolving field '(.*?)'");

  private EvaluationErrors() {}

  static String message(CelAbstractSyntaxTree ast, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Failure ours) {
        return Objects.requireNonNullElse(ours.getMessage(), "");
      }
    }
    return failure instanceof CelEvaluationException evaluation
        ? translated(ast, evaluation)
        : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  private static String translated(CelAbstractSyntaxTree ast, CelEvaluationException failure) {
    String whole = Objects.requireNonNullElse(failure.getMessage(), "");
    Matcher place = PLACE.matcher(whole);
    String text = place.matches() ? Objects.requireNonNull(place.group(2)) : whole;
    CelExpr.@Nullable CelCall call =
        place.matches() && place.group(1) != null
            ? callAt(ast, Integer.parseInt(place.group(1)))
            : null;
    String function = call == null ? "" : call.function();
    return switch (failure.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> missing(text);
      case INDEX_OUT_OF_BOUNDS -> text.replace("Index out of bounds", "index out of bounds");
      case DIVIDE_BY_ZERO -> function.equals("_%_") ? "modulus by zero" : "division by zero";
      case NUMERIC_OVERFLOW -> overflow(function, text);
      case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD ->
          call == null || !function.equals("_[_]") ? "no such overload" : missing(call);
      case BAD_FORMAT -> conversion(function, text);
      case ITERATION_BUDGET_EXCEEDED,
          INTERNAL_ERROR,
          DUPLICATE_ATTRIBUTE,
          INVALID_ARGUMENT,
          TYPE_NOT_FOUND ->
          text;
    };
  }

  private static String missing(String text) {
    Matcher key = MISSING_KEY.matcher(text);
    if (key.matches()) {
      return "no such key: " + key.group(1);
    }
    Matcher field = MISSING_FIELD.matcher(text); // of what has no fields at all, such as null
    return field.find() ? "no such key: " + field.group(1) : text;
  }

  /// What cannot be indexed has no such key, as far as the key stands in the expression.
  private static String missing(CelExpr.CelCall index) {
    CelExpr key = index.args().getLast();
    if (key.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return "no such overload";
    }
    return switch (key.constant().getKind()) {
      case STRING_VALUE -> "no such key: " + key.constant().stringValue();
      case INT64_VALUE -> "no such key: " + key.constant().int64Value();
      default -> "no such overload";
    };
  }

  private static String overflow(String function, String text) {
    return switch (function) {
      case "_+_", "_-_", "_*_", "_/_", "_%_", "-_" ->
          text.contains("unsigned") || text.contains("uint")
              ? "unsigned integer overflow"
              : "integer overflow";
      case "int", "uint" -> "integer overflow";
      default -> text;
    };
  }

  private static String conversion(String function, String text) {
    return switch (function) {
      case "int", "uint", "double", "bool" ->
          "type conversion error from 'string' to '" + function + "'";
      case "duration" -> "type conversion error from 'string' to 'google.protobuf.Duration'";
      case "timestamp" -> "type conversion error from 'string' to 'google.protobuf.Timestamp'";
      default -> text;
    };
  }

  private static CelExpr.@Nullable CelCall callAt(CelAbstractSyntaxTree ast, int offset) {
    return CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CALL)
        .filter(node -> Objects.equals(ast.getSource().getPositionsMap().get(node.id()), offset))
        .map(node -> node.expr().call())
        .findFirst()
        .orElse(null);
  }
}
