package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.GoText;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spans of time as Go writes them, such as `1h30m`.
final class GoDuration {

  private static final Set<String> UNITS =
      Set.of("ns", "us", "\u00b5s", "\u03bcs", "ms", "s", "m", "h");
  private static final Pattern PART = Pattern.compile("([0-9]*)(\\.[0-9]*)?([^0-9.]*)");

  private GoDuration() {}

  /// The reason why text is no span of time; empty when it is one.
  static String problem(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return "";
    }
    String shown = GoText.quote(text);
    if (rest.isEmpty()) {
      return "time: invalid duration " + shown;
    }
    Matcher part = PART.matcher(rest);
    int at = 0;
    while (at < rest.length()) {
      part.region(at, rest.length());
      boolean found = part.lookingAt();
      String fraction = part.group(2) == null ? "" : part.group(2);
      if (!found || (part.group(1).isEmpty() && fraction.length() < 2)) {
        return "time: invalid duration " + shown;
      }
      String unit = part.group(3);
      if (unit.isEmpty()) {
        return "time: missing unit in duration " + shown;
      }
      if (!UNITS.contains(unit)) {
        return "time: unknown unit " + GoText.quote(unit) + " in duration " + shown;
      }
      at = part.end();
    }
    return "";
  }
}
