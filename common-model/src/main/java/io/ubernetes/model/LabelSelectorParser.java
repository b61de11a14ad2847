package io.ubernetes.model;

import io.ubernetes.model.LabelSelector.Operator;
import io.ubernetes.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Reads the query form of a label selector. Used once, by one thread.
///
/// ```
/// selector    = [ requirement { "," requirement } ]
/// requirement = [ "!" ] key | key ( "=" | "==" | "!=" | ">" | "<" ) [ word ]
///             | key ( "in" | "notin" ) "(" [ [ word ] { "," [ word ] } ] ")"
/// ```
///
/// A word is whatever stands between blanks and the signs `= ! ( ) , > <`; `in` and `notin` are
/// operators only where one can stand, and words everywhere else.
final class LabelSelectorParser {
  private static final String BLANKS = " \t\r\n";
  private static final String SIGNS = "=!(),><";

  /// The operators that stand between a key and values, as a message lists them.
  private static final String BINARY_OPERATORS =
      Arrays.stream(Operator.values())
          .filter(operator -> operator != Operator.EXISTS && operator != Operator.DOES_NOT_EXIST)
          .map(Operator::word)
          .collect(Collectors.joining(", "));

  private final String text;
  private int position;
  private Token token;

  LabelSelectorParser(String text) {
    this.text = text;
    this.token = scan();
  }

  private enum Kind {
    WORD,
    SIGN,
    END
  }

  private record Token(Kind kind, String text) {
    boolean is(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }

    boolean beginsRequirement() {
      return kind == Kind.WORD || is("!");
    }
  }

  List<Requirement> parse() {
    List<Requirement> requirements = new ArrayList<>();
    if (token.kind == Kind.END) {
      return requirements;
    }
    if (!token.beginsRequirement()) {
      throw expected("!, identifier, or 'end of string'");
    }
    while (true) {
      requirements.add(requirement());
      if (token.kind == Kind.END) {
        return requirements;
      }
      if (!token.is(",")) {
        throw expected("',' or 'end of string'");
      }
      advance();
      if (!token.beginsRequirement()) {
        throw expected("identifier after ','");
      }
    }
  }

  private Requirement requirement() {
    try {
      boolean negated = token.is("!");
      if (negated) {
        advance();
      }
      if (token.kind != Kind.WORD) {
        throw expected("identifier");
      }
      String key = advance().text;
      LabelSyntax.checkQueryKey(key);
      if (negated || token.kind == Kind.END || token.is(",")) {
        return Requirement.of(key, negated ? Operator.DOES_NOT_EXIST : Operator.EXISTS, List.of());
      }
      Operator operator = operator();
      return Requirement.of(key, operator, values(operator));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "unable to parse requirement: " + wrong.getMessage(), wrong);
    }
  }

  private Operator operator() {
    Operator operator =
        switch (token.text) {
          case "in" -> Operator.IN;
          case "notin" -> Operator.NOT_IN;
          case "=" -> Operator.EQUALS;
          case "==" -> Operator.DOUBLE_EQUALS;
          case "!=" -> Operator.NOT_EQUALS;
          case ">" -> Operator.GREATER_THAN;
          case "<" -> Operator.LESS_THAN;
          default -> throw expected(BINARY_OPERATORS);
        };
    advance();
    return operator;
  }

  private SortedSet<String> values(Operator operator) {
    if (operator == Operator.IN || operator == Operator.NOT_IN) {
      return list();
    }
    TreeSet<String> values = new TreeSet<>();
    if (token.kind == Kind.END || token.is(",")) {
      values.add("");
      return values;
    }
    if (token.kind != Kind.WORD) {
      throw expected("identifier");
    }
    values.add(advance().text);
    return values;
  }

  /// Words between parentheses; an empty place, also the only one, is the empty value.
  private SortedSet<String> list() {
    if (!token.is("(")) {
      throw new IllegalArgumentException("found '" + token.text + "' expected: '('");
    }
    advance();
    TreeSet<String> values = new TreeSet<>();
    if (token.is(")")) {
      advance();
      values.add("");
      return values;
    }
    if (token.kind != Kind.WORD && !token.is(",")) {
      throw expected("',', ')' or identifier");
    }
    while (true) {
      values.add(token.kind == Kind.WORD ? advance().text : "");
      if (token.is(")")) {
        advance();
        return values;
      }
      if (!token.is(",")) {
        throw expected("',' or ')'");
      }
      advance();
      if (token.kind != Kind.WORD && !token.is(",") && !token.is(")")) {
        throw expected("',', or identifier");
      }
    }
  }

  private IllegalArgumentException expected(String what) {
    return new IllegalArgumentException("found '" + token.text + "', expected: " + what);
  }

  /// Goes on to the next token and returns the one left behind.
  private Token advance() {
    Token left = token;
    token = scan();
    return left;
  }

  private Token scan() {
    while (position < text.length() && BLANKS.indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    if (position == text.length()) {
      return new Token(Kind.END, "");
    }
    int start = position;
    if (SIGNS.indexOf(text.charAt(position)) < 0) {
      while (position < text.length()
          && SIGNS.indexOf(text.charAt(position)) < 0
          && BLANKS.indexOf(text.charAt(position)) < 0) {
        position++;
      }
      return new Token(Kind.WORD, text.substring(start, position));
    }
    position += text.startsWith("==", start) || text.startsWith("!=", start) ? 2 : 1;
    return new Token(Kind.SIGN, text.substring(start, position));
  }
}
