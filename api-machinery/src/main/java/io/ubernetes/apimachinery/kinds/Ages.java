package io.ubernetes.apimachinery.kinds;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Spans of time as kubectl's tables show them: two or three digits that matter, no more.
public final class Ages {

  static final String UNKNOWN = "<unknown>";

  private static final long DAY_HOURS = 24;
  private static final long YEAR_HOURS = 365 * DAY_HOURS;

  private static final String SECONDS = "0000-00-00T00:00:00Z";

  private Ages() {}

  /// How long ago an RFC 3339 time was; `<unknown>` where there is none.
  public static String since(String time, Instant now) {
    if (time.isEmpty()) {
      return UNKNOWN;
    }
    try {
      return text(Duration.between(instant(time), now));
    } catch (DateTimeException malformed) {
      return UNKNOWN;
    }
  }

  /// Reads times as servers write them, such as `2026-01-02T03:04:05Z`, by their digits: a Table
  /// has one in each row, and a formatter took a twentieth of its time.
  private static Instant instant(String time) {
    if (!isInSeconds(time)) {
      return Instant.parse(time);
    }
    return LocalDateTime.of(
            Integer.parseInt(time, 0, 4, 10),
            Integer.parseInt(time, 5, 7, 10),
            Integer.parseInt(time, 8, 10, 10),
            Integer.parseInt(time, 11, 13, 10),
            Integer.parseInt(time, 14, 16, 10),
            Integer.parseInt(time, 17, 19, 10))
        .toInstant(ZoneOffset.UTC);
  }

  private static boolean isInSeconds(String time) {
    boolean is = time.length() == SECONDS.length();
    for (int i = 0; is && i < SECONDS.length(); i++) {
      char there = time.charAt(i);
      is = SECONDS.charAt(i) == '0' ? there >= '0' && there <= '9' : there == SECONDS.charAt(i);
    }
    return is;
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
