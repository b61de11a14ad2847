package io.ubernetes.apimachinery.kinds.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Spans of time as Go writes them, such as `1h30m`.
public final class GoDuration {

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L,
          "\u03bcs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Pattern PART = Pattern.compile("([0-9]*)(\\.[0-9]*)?([^0-9.]*)");

  private GoDuration() {}

  /// The reason why text is no span of time; empty when it is one.
  public static String problem(String text) {
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
      if (!NANOS.containsKey(unit)) {
        return "time: unknown unit " + GoText.quote(unit) + " in duration " + shown;
      }
      at = part.end();
    }
    return "";
  }

  /// A span of time without a [#problem].
  public static Duration parse(String text) {
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part =
        PART.matcher(text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text);
    while (part.find() && !part.group(3).isEmpty()) {
      String number = part.group(1) + (part.group(2) == null ? "" : part.group(2));
      nanos =
          nanos.add(
              new BigDecimal(number)
                  .multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(3), 0L))));
    }
    Duration span = Duration.ofNanos(nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    return text.startsWith("-") ? span.negated() : span;
  }
}
