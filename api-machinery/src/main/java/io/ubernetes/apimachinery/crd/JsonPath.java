package io.ubernetes.apimachinery.crd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A path into objects as kubectl and printer columns write it: `.spec.replicas`,
/// `.status.conditions[?(@.type=="Ready")].status`, `.spec.list[0:2]`, `.a['b.c']`, `..name`.
/// Immutable.
public final class JsonPath {

  private final List<Function<List<JsonNode>, List<JsonNode>>> steps;

  private JsonPath(List<Function<List<JsonNode>, List<JsonNode>>> steps) {
    this.steps = List.copyOf(steps);
  }

  /// @throws IllegalArgumentException with the reason when it is none
  public static JsonPath parse(String text) {
    return new Parser(text).path();
  }

  /// What the path leads to, in order; empty when nothing is there.
  public List<JsonNode> find(JsonNode root) {
    List<JsonNode> found = List.of(root);
    for (Function<List<JsonNode>, List<JsonNode>> step : steps) {
      found = step.apply(found);
    }
    return found;
  }

  private static Function<List<JsonNode>, List<JsonNode>> each(
      Function<JsonNode, Iterable<JsonNode>> step) {
    return nodes -> {
      List<JsonNode> result = new ArrayList<>();
      nodes.forEach(node -> step.apply(node).forEach(result::add));
      return result;
    };
  }

  private static List<JsonNode> field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    return value == null ? List.of() : List.of(value);
  }

  private static List<JsonNode> slice(
      JsonNode node, @Nullable Integer from, @Nullable Integer to, int step) {
    if (!node.isArray()) {
      return List.of();
    }
    int size = node.size();
    int start = from == null ? 0 : from < 0 ? from + size : from;
    int end = to == null ? size : to < 0 ? to + size : to;
    List<JsonNode> result = new ArrayList<>();
    for (int i = Math.max(0, start); i < Math.min(size, end); i += step) {
      result.add(node.get(i));
    }
    return result;
  }

  private static void descend(JsonNode node, List<JsonNode> into) {
    into.add(node);
    node.values().forEach(child -> descend(child, into));
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    JsonPath path() {
      List<Function<List<JsonNode>, List<JsonNode>>> steps = new ArrayList<>();
      while (at < text.length()) {
        steps.add(step());
      }
      return new JsonPath(steps);
    }

    private Function<List<JsonNode>, List<JsonNode>> step() {
      char c = text.charAt(at);
      if (c == '[') {
        return brackets();
      }
      if (c != '.') {
        throw new IllegalArgumentException(
            "unrecognized character in action: U+%04X '%c'".formatted((int) c, c));
      }
      at++;
      if (at < text.length() && text.charAt(at) == '.') {
        return each(node -> {
          List<JsonNode> all = new ArrayList<>();
          descend(node, all);
          return all;
        });
      }
      if (at < text.length() && text.charAt(at) == '[') {
        return brackets();
      }
      String name = name();
      return name.equals("*") ? each(JsonNode::values) : each(node -> field(node, name));
    }

    private String name() {
      StringBuilder name = new StringBuilder();
      while (at < text.length() && ".[".indexOf(text.charAt(at)) < 0) {
        char c = text.charAt(at++);
        if (c == '\\' && at < text.length()) {
          name.append(text.charAt(at++));
        } else {
          name.append(c);
        }
      }
      return name.toString();
    }

    private Function<List<JsonNode>, List<JsonNode>> brackets() {
      int end = closing();
      String inside = text.substring(at + 1, end).strip();
      at = end + 1;
      if (inside.equals("*")) {
        return each(JsonNode::values);
      }
      if (inside.startsWith("?(") && inside.endsWith(")")) {
        Predicate<JsonNode> filter = filter(inside.substring(2, inside.length() - 1));
        return each(node -> node.values().stream().filter(filter).toList());
      }
      if (inside.startsWith("'") || inside.startsWith("\"")) {
        String name = unquoted(inside);
        return each(node -> field(node, name));
      }
      return indexes(inside);
    }

    /// Where the bracket that opens here is closed; brackets in quotes and filters do not count.
    private int closing() {
      int depth = 0;
      char quote = 0;
      for (int i = at; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quote != 0) {
          quote = c == quote ? 0 : quote;
        } else if (c == '\'' || c == '"') {
          quote = c;
        } else if (c == '[') {
          depth++;
        } else if (c == ']' && --depth == 0) {
          return i;
        }
      }
      throw new IllegalArgumentException("unterminated array");
    }

    private static Function<List<JsonNode>, List<JsonNode>> indexes(String inside) {
      String[] parts = inside.split(":", -1);
      try {
        Integer from = parts[0].isBlank() ? null : Integer.valueOf(parts[0].strip());
        if (parts.length == 1) {
          Integer to = from == null || from == -1 ? null : Integer.valueOf(from + 1);
          return each(node -> slice(node, from, to, 1));
        }
        Integer to = parts[1].isBlank() ? null : Integer.valueOf(parts[1].strip());
        int step = parts.length < 3 || parts[2].isBlank() ? 1 : Integer.parseInt(parts[2].strip());
        return each(node -> slice(node, from, to, Math.max(1, step)));
      } catch (NumberFormatException malformed) {
        throw new IllegalArgumentException("invalid array index " + inside, malformed);
      }
    }

    private static String unquoted(String text) {
      return text.substring(1, text.length() - 1).replace("\\'", "'").replace("\\\"", "\"");
    }

    private static Predicate<JsonNode> filter(String condition) {
      for (String operator : List.of("==", "!=", "<=", ">=", "<", ">")) {
        int place = condition.indexOf(operator);
        if (place >= 0) {
          Function<JsonNode, @Nullable String> left =
              operand(condition.substring(0, place).strip());
          Function<JsonNode, @Nullable String> right =
              operand(condition.substring(place + operator.length()).strip());
          return node -> compare(left.apply(node), right.apply(node), operator);
        }
      }
      Function<JsonNode, @Nullable String> value = operand(condition.strip());
      return node -> value.apply(node) != null;
    }

    private static Function<JsonNode, @Nullable String> operand(String text) {
      if (text.startsWith("@")) {
        JsonPath path = parse(text.substring(1));
        return node -> {
          List<JsonNode> found = path.find(node);
          return found.isEmpty() ? null : found.getFirst().asString();
        };
      }
      boolean quoted = text.startsWith("'") || text.startsWith("\"");
      String literal = quoted ? unquoted(text) : text;
      return node -> literal;
    }

    private static boolean compare(@Nullable String left, @Nullable String right, String operator) {
      if (left == null || right == null) {
        return false;
      }
      int order = order(left, right);
      return switch (operator) {
        case "==" -> order == 0;
        case "!=" -> order != 0;
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        default -> order >= 0;
      };
    }

    private static int order(String left, String right) {
      try {
        return Double.compare(Double.parseDouble(left), Double.parseDouble(right));
      } catch (NumberFormatException text) {
        return left.compareTo(right);
      }
    }
  }
}
