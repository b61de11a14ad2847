package io.ubernetes.integration;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Takes out of what kubectl says all that differs from one run to the next: times, ages, uids,
/// versions, addresses, names of temporary files, the width of columns.
record Normalization(String namespace, String id, String server, String home) {

  private record Rule(Pattern pattern, String replacement) {
    Rule(String pattern, String replacement) {
      this(Pattern.compile(pattern), replacement);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          new Rule("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>"),
          new Rule("20[2-9]\\d-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>"),
          new Rule("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} 20\\d\\d [\\d:]+ [+-]\\d{4}", "<time>"),
          new Rule("20[2-9]\\d-\\d\\d-\\d\\d [\\d:.]+ [+-]\\d{4}( [A-Z]+)?", "<time>"),
          new Rule("(Resource Version: +)\\d+", "$1<rv>"),
          new Rule("(resourceVersion\"?: ?)\"\\d+\"", "$1<rv>"),
          new Rule("\\b10\\.\\d+\\.\\d+\\.\\d+\\b", "<ip>"),
          new Rule("/tmp/(kubectl-edit-|LIVE-|MERGED-)\\d+(\\.yaml)?", "/tmp/$1*"),
          new Rule("(?<=\\s)(\\d+[smh]|\\d+m\\d+s|<invalid>)(?= ago|\\s|$)", "<age>"),
          new Rule("(?m)[ \\t]+$", ""),
          new Rule("(?m)(?<=\\S)(  +|\\t+ *)", "  "));

  String of(String said) {
    String text =
        said.replace(namespace, "$NS")
            .replace(id, "$ID")
            .replace(id.toUpperCase(Locale.ROOT), "$ID")
            .replace(server, "$SERVER")
            .replace(home, "$HOME");
    for (Rule rule : RULES) {
      text = rule.pattern().matcher(text).replaceAll(rule.replacement());
    }
    return text;
  }
}
