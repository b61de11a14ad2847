package io.ubernetes.apimachinery.schema;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Says why a text is no time, in the words of Go's `time.Parse`.
final class GoTime {

  /// The elements of Go's layout, each with what it accepts.
  private record Element(String layout, Pattern accepts) {
    Element(String layout, String accepts) {
      this(layout, Pattern.compile(accepts));
    }
  }

  private static final List<Element> RFC3339 =
      List.of(
          new Element("2006", "\\d{4}"),
          new Element("-", "-"),
          new Element("01", "\\d{2}"),
          new Element("-", "-"),
          new Element("02", "\\d{2}"),
          new Element("T", "T"),
          new Element("15", "\\d{2}"),
          new Element(":", ":"),
          new Element("04", "\\d{2}"),
          new Element(":", ":"),
          new Element("05", "\\d{2}([.,]\\d+)?"),
          new Element("Z07:00", "Z|[+-]\\d{2}:\\d{2}"));

  private static final List<Element> RFC3339_MICRO =
      Stream.of(
              RFC3339.subList(0, RFC3339.size() - 2),
              List.of(new Element("05", "\\d{2}"), new Element(".000000", "[.,]\\d{6}")),
              List.of(RFC3339.getLast()))
          .flatMap(List::stream)
          .toList();

  private static final Pattern FORM =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}([.,]\\d+)?(Z|[+-]\\d{2}:\\d{2})");

  private static final Pattern MICRO_FORM =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}[.,]\\d{6}(Z|[+-]\\d{2}:\\d{2})");

  private GoTime() {}

  /// Whether the text has the form of a time; its numbers may still be out of range.
  static boolean hasForm(String text) {
    return FORM.matcher(text).matches();
  }

  /// The same for times that are written with exactly six digits after the seconds.
  static boolean hasMicroForm(String text) {
    return MICRO_FORM.matcher(text).matches();
  }

  /// @param micro whether the layout asks for microseconds
  static String fault(String text, boolean micro) {
    String layout = "2006-01-02T15:04:05" + (micro ? ".000000" : "") + "Z07:00";
    String head = "parsing time " + quoted(text);
    String rest = text;
    for (Element element : micro ? RFC3339_MICRO : RFC3339) {
      Matcher matcher = element.accepts.matcher(rest);
      if (!matcher.lookingAt()) {
        return "%s as \"%s\": cannot parse %s as \"%s\""
            .formatted(head, layout, quoted(rest), element.layout);
      }
      rest = rest.substring(matcher.end());
    }
    return rest.isEmpty() ? head + ": " + outOfRange(text) : head + ": extra text: " + quoted(rest);
  }

  private static String outOfRange(String text) {
    int month = Integer.parseInt(text, 5, 7, 10);
    int hour = Integer.parseInt(text, 11, 13, 10);
    int minute = Integer.parseInt(text, 14, 16, 10);
    int second = Integer.parseInt(text, 17, 19, 10);
    if (month < 1 || month > 12) {
      return "month out of range";
    }
    if (hour > 23) {
      return "hour out of range";
    }
    if (minute > 59) {
      return "minute out of range";
    }
    return second > 59 ? "second out of range" : "day out of range";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
