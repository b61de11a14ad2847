package io.ubernetes.apimachinery.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Says what is wrong with a YAML document in the words of the parser that Kubernetes uses.
final class YamlFaults {

  /// By what the parser at hand calls it.
  private static final Map<String, String> WORDS = new LinkedHashMap<>();

  static {
    WORDS.put("mapping values are not allowed", "mapping values are not allowed in this context");
    WORDS.put(
        "sequence entries are not allowed",
        "block sequence entries are not allowed in this context");
    WORDS.put("mapping keys are not allowed", "mapping keys are not allowed in this context");
    WORDS.put("expected the node content", "did not find expected node content");
    WORDS.put("that cannot start any token", "found character that cannot start any token");
    WORDS.put("found unknown escape character", "found unknown escape character");
    WORDS.put("found unexpected end of stream", "found unexpected end of stream");
    WORDS.put("could not find expected ':'", "could not find expected ':'");
    WORDS.put("expected ',' or '}'", "did not find expected ',' or '}'");
    WORDS.put("expected ',' or ']'", "did not find expected ',' or ']'");
    WORDS.put("expected '<document start>'", "did not find expected <document start>");
    WORDS.put("found undefined tag handle", "found undefined tag handle");
    WORDS.put("found duplicate anchor", "found duplicate anchor");
    WORDS.put(
        "expected alphabetic or numeric", "did not find expected alphabetic or numeric character");
  }

  private YamlFaults() {}

  static YamlException of(YamlEngineException fault) {
    if (fault instanceof MarkedYamlEngineException marked) {
      return new YamlException("yaml: " + place(marked) + words(marked));
    }
    return new YamlException("yaml: " + fault.getMessage());
  }

  /// The first line is not named, unless the end of the text is what is wrong: that counts as the
  /// line after the last. A parser's lines are counted from 0, a scanner's from 1.
  private static String place(MarkedYamlEngineException fault) {
    Mark mark = fault.getProblemMark().orElse(null);
    int problem = line(mark);
    int line = problem > 0 ? problem : line(fault.getContextMark().orElse(null));
    if (problem > 0 && fault instanceof ScannerException) {
      line++;
    }
    if (mark != null && atUnfinishedEnd(mark) && !isQuoted(fault)) {
      line++;
    }
    return line > 0 ? "line " + line + ": " : "";
  }

  private static boolean atUnfinishedEnd(Mark mark) {
    return mark.getPointer() >= mark.getBuffer().length && mark.getColumn() > 0;
  }

  /// A scalar whose closing quote is missing ends where the text does.
  private static boolean isQuoted(MarkedYamlEngineException fault) {
    return String.valueOf(fault.getContext()).contains("quoted scalar");
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 0 : mark.getLine();
  }

  private static String words(MarkedYamlEngineException fault) {
    String problem = fault.getProblem();
    if (problem.startsWith("expected <block end>")) {
      String context = String.valueOf(fault.getContext());
      return context.contains("collection") || context.contains("sequence")
          ? "did not find expected '-' indicator"
          : "did not find expected key";
    }
    return WORDS.entrySet().stream()
        .filter(known -> problem.contains(known.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(problem);
  }
}
