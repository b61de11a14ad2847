package io.ubernetes.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The differences from a Kubernetes API server that `docs/differences.md` owns up to, in the table
/// of its section about the recorded conversations.
///
/// @param entries in the order of the document
record KnownDifferences(List<Entry> entries) {

  /// `| scenario | step | where | what | why |`, all but the last in backquotes.
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| `([^`]+)` \\| `([^`]+)` \\| `(\\w+)` \\| (.+) \\|");

  KnownDifferences {
    entries = List.copyOf(entries);
  }

  /// One row. In scenario, step and pointer `*` stands for any characters.
  ///
  /// @param kind `structure` or `text`: what a program reads, or what people do
  record Entry(String scenario, String step, String pointer, String kind, String reason) {

    boolean covers(String inScenario, String inStep, String at, String ofKind) {
      return matches(scenario, inScenario)
          && matches(step, inStep)
          && matches(pointer, at)
          && kind.equals(ofKind);
    }

    private static boolean matches(String glob, String text) {
      return text.matches(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
    }
  }

  static KnownDifferences read(Path document) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(document)) {
      Matcher row = ROW.matcher(line.strip());
      if (row.matches()) {
        entries.add(
            new Entry(row.group(1), row.group(2), row.group(3), row.group(4), row.group(5)));
      }
    }
    return new KnownDifferences(entries);
  }

  boolean covers(String scenario, String step, String pointer, String kind) {
    return entries.stream().anyMatch(entry -> entry.covers(scenario, step, pointer, kind));
  }
}
