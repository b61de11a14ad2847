package io.ubernetes.apimachinery.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.ubernetes.apimachinery.cel.library.Durations;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What is wrong with expressions, in the words of cel-go.
final class CompileErrors {

  private CompileErrors() {}

  static String message(CelValidationResult result) {
    List<CelIssue> issues = new ArrayList<>();
    for (CelIssue issue : result.getErrors()) {
      issues.add(
          CelIssue.newBuilder()
              .setSeverity(issue.getSeverity())
              .setSourceLocation(place(issue))
              .setExprId(issue.getExprId())
              .setMessage(inGoWords(issue.getMessage()))
              .build());
    }
    return display(issues, result.getSource());
  }

  private static String display(List<CelIssue> issues, CelSource source) {
    issues.sort(
        Comparator.comparingInt((CelIssue issue) -> issue.getSourceLocation().getLine())
            .thenComparingInt(issue -> issue.getSourceLocation().getColumn()));
    return CelIssue.toDisplayString(issues, source);
  }

  private static String inGoWords(String message) {
    if (message.startsWith("mismatched input")
        || message.startsWith("token recognition error")
        || message.startsWith("extraneous input")
        || message.startsWith("missing ")
        || message.startsWith("no viable alternative")) {
      return "Syntax error: " + message;
    }
    int candidates = message.indexOf(" (candidates: ");
    return candidates < 0 ? message : message.substring(0, candidates);
  }

  /// The engine points at the bracket, cel-go at what is in it.
  private static CelSourceLocation place(CelIssue issue) {
    CelSourceLocation place = issue.getSourceLocation();
    return issue.getMessage().startsWith("invalid argument to has()")
        ? CelSourceLocation.of(place.getLine(), place.getColumn() + 1)
        : place;
  }

  /// What is wrong beside the types: literals that can never be what a function wants (patterns,
  /// durations, times), and lists and maps of values of several types.
  ///
  /// @return the errors, or nothing
  static String invalidLiterals(CelAbstractSyntaxTree ast) {
    List<CelIssue> issues = new ArrayList<>();
    CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> check(ast, node, issues));
    return issues.isEmpty() ? "" : display(issues, ast.getSource());
  }

  private static void check(
      CelAbstractSyntaxTree ast, CelNavigableExpr node, List<CelIssue> issues) {
    switch (node.getKind()) {
      case CALL -> checkCall(ast, node.expr().call(), issues);
      case LIST -> {
        if (!isFormatted(node)) {
          CelExpr.CelList list = node.expr().list();
          sameTypes(ast, list.elements(), list.optionalIndices(), issues);
        }
      }
      case MAP -> {
        if (!isFormatted(node)) {
          List<CelExpr> values =
              node.expr().map().entries().stream()
                  .filter(entry -> !entry.optionalEntry())
                  .map(CelExpr.CelMap.Entry::value)
                  .toList();
          sameTypes(ast, values, List.of(), issues);
        }
      }
      case CONSTANT, IDENT, SELECT, STRUCT, COMPREHENSION, NOT_SET -> {}
    }
  }

  /// What `format` prints may be of any types.
  private static boolean isFormatted(CelNavigableExpr node) {
    for (Optional<CelNavigableExpr> above = node.parent();
        above.isPresent();
        above = above.get().parent()) {
      CelExpr expression = above.get().expr();
      if (expression.getKind() == CelExpr.ExprKind.Kind.CALL
          && expression.call().function().equals("format")) {
        return true;
      }
    }
    return false;
  }

  private static void sameTypes(
      CelAbstractSyntaxTree ast,
      List<CelExpr> elements,
      List<Integer> optional,
      List<CelIssue> issues) {
    CelType expected = null;
    for (int i = 0; i < elements.size(); i++) {
      CelType type = ast.getType(elements.get(i).id()).orElse(SimpleType.DYN);
      if (optional.contains(i) || type.equals(SimpleType.DYN)) {
        continue;
      }
      if (expected == null) {
        expected = type;
      } else if (!expected.isAssignableFrom(type) && !type.isAssignableFrom(expected)) {
        issues.add(
            issue(
                ast,
                elements.get(i),
                "expected type '%s' but found '%s'"
                    .formatted(CelTypes.format(expected), CelTypes.format(type))));
      }
    }
  }

  private static void checkCall(
      CelAbstractSyntaxTree ast, CelExpr.CelCall call, List<CelIssue> issues) {
    if (call.args().isEmpty()) {
      return;
    }
    CelExpr argument = call.args().getLast();
    boolean text =
        argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    if (text && !isValid(call.function(), argument.constant().stringValue())) {
      issues.add(issue(ast, argument, "invalid " + call.function() + " argument"));
    }
  }

  private static CelIssue issue(CelAbstractSyntaxTree ast, CelExpr expression, String message) {
    CelSource source = ast.getSource();
    int offset = Objects.requireNonNullElse(source.getPositionsMap().get(expression.id()), 0);
    CelSourceLocation place = source.getOffsetLocation(offset).orElse(CelSourceLocation.NONE);
    return CelIssue.formatError(expression.id(), place, message);
  }

  private static boolean isValid(String function, String literal) {
    try {
      switch (function) {
        case "matches" -> Pattern.compile(literal);
        case "duration" -> Durations.parse(literal);
        case "timestamp" -> OffsetDateTime.parse(literal);
        default -> {}
      }
      return true;
    } catch (PatternSyntaxException | DateTimeException | IllegalArgumentException malformed) {
      return false;
    }
  }
}
