package io.ubernetes.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A session at a terminal: commands, and what they said. Kept in files of this form:
///
/// ```
/// # Words for the reader.
///
/// $ kubectl create configmap c --from-literal=a=1
/// configmap/c created
///
/// $ kubectl apply -f - <<END
/// > ...                              the command's further lines
/// > END
/// ~ 1.27 1.28                        what these versions of kubectl say
/// ! a line on standard error
/// [1]                                the exit code, where it is not 0
/// ~ 1.29 1.30
/// ...
/// ```
///
/// What a command says begins with standard output, and ends with standard error. Everything is as
/// [Normalization] leaves it.
///
/// @param parts comments and steps, in their order
record Transcript(String name, List<Part> parts) {

  private static final String EVERYWHERE = "";

  sealed interface Part {}

  /// Lines that are no command.
  record Comment(String text) implements Part {}

  /// @param command one or more lines for a shell
  /// @param answers by the version of kubectl (`1.27`); one answer of all is under the empty name
  record Step(String command, Map<String, String> answers) implements Part {

    /// What this version says; nothing where it says something of its own that was never recorded.
    Optional<String> answer(String version) {
      String common = answers.get(EVERYWHERE);
      return Optional.ofNullable(common != null ? common : answers.get(version));
    }

    /// The same with what each version said just now.
    Step withAnswers(Map<String, String> byVersion) {
      boolean allTheSame = byVersion.values().stream().distinct().count() == 1;
      return new Step(
          command,
          allTheSame ? Map.of(EVERYWHERE, byVersion.values().iterator().next()) : byVersion);
    }
  }

  Transcript {
    parts = List.copyOf(parts);
  }

  List<Step> steps() {
    return parts.stream().filter(Step.class::isInstance).map(Step.class::cast).toList();
  }

  static List<Transcript> readAll(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().map(Transcript::read).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Transcript read(Path file) {
    try {
      String name = file.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
      return new Transcript(name, new Reading(Files.readAllLines(file)).parts());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The text of the file.
  String text() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Comment comment -> text.append(comment.text()).append("\n\n");
        case Step step -> append(step, text);
      }
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static void append(Step step, StringBuilder text) {
    text.append("$ ").append(step.command().replace("\n", "\n> ")).append('\n');
    Map<String, List<String>> versions = new LinkedHashMap<>();
    step.answers()
        .forEach((version, answer) ->
            versions.computeIfAbsent(answer, _ -> new ArrayList<>()).add(version));
    versions.forEach((answer, said) -> {
      if (!said.contains(EVERYWHERE)) {
        text.append("~ ").append(String.join(" ", said)).append('\n');
      }
      answer.lines().forEach(line -> text.append(escaped(line)).append('\n'));
    });
    text.append('\n');
  }

  private static String escaped(String line) {
    boolean looksLikeSyntax = line.isEmpty() || "$#~>\\".indexOf(line.charAt(0)) >= 0;
    return looksLikeSyntax ? "\\" + line : line;
  }

  /// Takes a file's lines apart.
  private static final class Reading {
    private final List<String> lines;
    private int next;

    Reading(List<String> lines) {
      this.lines = lines;
    }

    List<Part> parts() {
      List<Part> parts = new ArrayList<>();
      while (next < lines.size()) {
        String line = lines.get(next);
        if (line.startsWith("$ ")) {
          parts.add(step());
        } else if (line.startsWith("#")) {
          parts.add(new Comment(linesWith("#")));
        } else if (line.isBlank()) {
          next++;
        } else {
          throw new IllegalArgumentException("line " + (next + 1) + " belongs to nothing: " + line);
        }
      }
      return parts;
    }

    private Step step() {
      StringBuilder command = new StringBuilder(lines.get(next++).substring(2));
      while (next < lines.size() && lines.get(next).startsWith("> ")) {
        command.append('\n').append(lines.get(next++).substring(2));
      }
      Map<String, String> answers = new LinkedHashMap<>();
      if (next < lines.size() && lines.get(next).startsWith("~ ")) {
        while (next < lines.size() && lines.get(next).startsWith("~ ")) {
          String versions = lines.get(next++).substring(2);
          String answer = answer();
          for (String version : versions.split(" ", -1)) {
            answers.put(version, answer);
          }
        }
      } else {
        answers.put(EVERYWHERE, answer());
      }
      return new Step(command.toString(), answers);
    }

    private String answer() {
      StringBuilder answer = new StringBuilder();
      while (next < lines.size() && !lines.get(next).isEmpty() && !startsPart(lines.get(next))) {
        String line = lines.get(next++);
        answer.append(line.startsWith("\\") ? line.substring(1) : line).append('\n');
      }
      return answer.toString();
    }

    private static boolean startsPart(String line) {
      return line.startsWith("$ ") || line.startsWith("# ") || line.startsWith("~ ");
    }

    private String linesWith(String start) {
      StringBuilder text = new StringBuilder(lines.get(next++));
      while (next < lines.size() && lines.get(next).startsWith(start)) {
        text.append('\n').append(lines.get(next++));
      }
      return text.toString();
    }
  }
}
