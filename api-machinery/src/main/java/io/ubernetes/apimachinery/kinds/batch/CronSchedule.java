package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.GoDuration;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Says what is wrong with the line of a CronJob that says when: five fields (minute, hour, day of
/// the month, month, day of the week), or a word such as `@daily` or `@every 1h30m`; with the words
/// of the library that Kubernetes reads it with.
final class CronSchedule {

  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, 0, List.of()),
          new Field(0, 23, 0, List.of()),
          new Field(1, 31, 0, List.of()),
          new Field(
              1,
              12,
              1,
              List.of(
                  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")),
          new Field(0, 6, 0, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

  private static final List<String> WORDS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");

  private static final String EVERY = "@every ";
  private static final Pattern SPACE = Pattern.compile("[\\s\\u0085\\u00a0]+");

  private CronSchedule() {}

  /// What one field may say.
  ///
  /// @param firstNamed the number that the first of the names means
  private record Field(long least, long most, int firstNamed, List<String> names) {}

  /// A line that cannot be read.
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message, null, false, false);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  /// The reason why a line cannot be read; empty when it can.
  static String problem(String line) {
    try {
      read(line);
      return "";
    } catch (MalformedException malformed) {
      return malformed.text();
    }
  }

  private static void read(String line) throws MalformedException {
    String rest = line;
    if (line.startsWith("TZ=") || line.startsWith("CRON_TZ=")) {
      int end = line.indexOf(' ');
      if (end < 0) {
        throw new MalformedException(
            "invalid schedule format: runtime error: slice bounds out of range [:-1]");
      }
      String zone = line.substring(line.indexOf('=') + 1, end);
      String problem = TimeZones.problem(zone);
      if (!problem.isEmpty()) {
        throw new MalformedException("provided bad location " + zone + ": " + problem);
      }
      rest = line.substring(end).strip();
    }
    if (rest.startsWith("@")) {
      word(rest);
    } else {
      fields(List.of(SPACE.split(rest.strip())));
    }
  }

  private static void word(String word) throws MalformedException {
    if (WORDS.contains(word)) {
      return;
    }
    if (!word.startsWith(EVERY)) {
      throw new MalformedException("unrecognized descriptor: " + word);
    }
    String problem = GoDuration.problem(word.substring(EVERY.length()));
    if (!problem.isEmpty()) {
      throw new MalformedException("failed to parse duration " + word + ": " + problem);
    }
  }

  private static void fields(List<String> fields) throws MalformedException {
    boolean none = fields.size() == 1 && fields.getFirst().isEmpty();
    int count = none ? 0 : fields.size();
    if (count != FIELDS.size()) {
      throw new MalformedException(
          "expected exactly %d fields, found %d: [%s]"
              .formatted(FIELDS.size(), count, String.join(" ", fields)));
    }
    for (int i = 0; i < count; i++) {
      for (String range : fields.get(i).split(",")) {
        if (!range.isEmpty()) {
          range(range, FIELDS.get(i));
        }
      }
    }
  }

  private static void range(String range, Field field) throws MalformedException {
    String[] parts = range.split("/", -1);
    String[] ends = parts[0].split("-", -1);
    long start = field.least;
    long end = field.most;
    if (!ends[0].equals("*") && !ends[0].equals("?")) {
      start = number(ends[0], field);
      if (ends.length > 2) {
        throw new MalformedException("too many hyphens: " + range);
      }
      end = ends.length == 1 ? start : number(ends[1], field);
    }
    if (parts.length > 2) {
      throw new MalformedException("too many slashes: " + range);
    }
    long step = 1;
    if (parts.length == 2) {
      step = number(parts[1]);
      end = ends.length == 1 ? field.most : end;
    }
    check(range, field, start, end, step);
  }

  private static void check(String range, Field field, long start, long end, long step)
      throws MalformedException {
    if (start < field.least) {
      throw new MalformedException(
          "beginning of range (%d) below minimum (%d): %s".formatted(start, field.least, range));
    }
    if (end > field.most) {
      throw new MalformedException(
          "end of range (%d) above maximum (%d): %s".formatted(end, field.most, range));
    }
    if (start > end) {
      throw new MalformedException(
          "beginning of range (%d) beyond end of range (%d): %s".formatted(start, end, range));
    }
    if (step == 0) {
      throw new MalformedException("step of range should be a positive number: " + range);
    }
  }

  private static long number(String text, Field field) throws MalformedException {
    int name = field.names.indexOf(text.toLowerCase(Locale.ROOT));
    return name < 0 ? number(text) : name + field.firstNamed;
  }

  private static long number(String text) throws MalformedException {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      String reason = text.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
      throw new MalformedException(
          "failed to parse int from %s: strconv.Atoi: parsing %s: %s"
              .formatted(text, GoText.quote(text), reason));
    }
    if (number < 0) {
      throw new MalformedException("negative number (%d) not allowed: %s".formatted(number, text));
    }
    return number;
  }
}
