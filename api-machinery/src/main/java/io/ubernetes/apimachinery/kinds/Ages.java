package io.ubernetes.apimachinery.kinds;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/// Spans of time as kubectl's tables show them: two or three digits that matter, no more.
public final class Ages {

  static final String UNKNOWN = "<unknown>";

  private static final long DAY_HOURS = 24;
  private static final long YEAR_HOURS = 365 * DAY_HOURS;

  private Ages() {}

  /// How long ago an RFC 3339 time was; `<unknown>` where there is none.
  public static String since(String time, Instant now) {
    if (time.isEmpty()) {
      return UNKNOWN;
    }
    try {
      return text(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException malformed) {
      return UNKNOWN;
    }
  }

  /// The text of a span, such as `90s`, `5m30s`, `3h`, `2d4h` or `3y40d`.
  public static String text(Duration span) {
    long seconds = span.toMillis() / 1000;
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 2 * 60) {
      return Math.max(seconds, 0) + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 3 * 60) {
      return minutes < 10 ? parts(minutes, "m", seconds % 60, "s") : minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 2 * DAY_HOURS) {
      return hours < 8 ? parts(hours, "h", minutes % 60, "m") : hours + "h";
    }
    if (hours < 2 * YEAR_HOURS) {
      long days = hours / DAY_HOURS;
      return days < 8 ? parts(days, "d", hours % DAY_HOURS, "h") : days + "d";
    }
    long years = hours / YEAR_HOURS;
    return years < 8 ? parts(years, "y", hours / DAY_HOURS % 365, "d") : years + "y";
  }

  private static String parts(long large, String largeUnit, long small, String smallUnit) {
    return small == 0 ? large + largeUnit : large + largeUnit + small + smallUnit;
  }
}
