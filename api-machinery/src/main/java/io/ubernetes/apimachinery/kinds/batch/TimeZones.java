package io.ubernetes.apimachinery.kinds.batch;

import java.time.ZoneId;
import java.util.Set;
import java.util.regex.Pattern;

/// Names of time zones (the IANA's "Theory and pragmatics of the tz code and data" says what they
/// look like).
final class TimeZones {

  private static final Pattern PART = Pattern.compile("[A-Za-z.\\-_0-9+]{1,14}");

  /// Zones of the IANA's data that Java has other ways to write.
  private static final Set<String> UNKNOWN_TO_JAVA = Set.of("EST", "MST", "HST", "ROC", "Factory");

  private static final String OF_JAVA = "SystemV/";

  private TimeZones() {}

  /// The reason why there is no such zone; empty when there is one. As Go looks for it.
  static String problem(String name) {
    if (name.isEmpty() || name.equals("UTC") || name.equals("Local")) {
      return "";
    }
    if (name.contains("..") || name.startsWith("/") || name.contains("\\")) {
      return "time: invalid location name";
    }
    boolean known =
        UNKNOWN_TO_JAVA.contains(name)
            || (ZoneId.getAvailableZoneIds().contains(name) && !name.startsWith(OF_JAVA));
    return known ? "" : "unknown time zone " + name;
  }

  /// Whether every part of a name looks like one.
  static boolean isWellFormed(String name) {
    for (String part : name.split("/", -1)) {
      if (part.equals(".")
          || part.equals("..")
          || part.startsWith("-")
          || !PART.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }
}
