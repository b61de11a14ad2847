package io.ubernetes.model.federation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// How the federation writes since when it knows something: RFC 3339 with six digits behind the
/// point, as `metav1.MicroTime`, exact to the millisecond. Whole seconds would not tell which of
/// two reports of the same second was the later one.
public final class AsOf {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private AsOf() {}

  /// The time cut to milliseconds.
  public static String text(Instant time) {
    return FORMAT.format(time.truncatedTo(ChronoUnit.MILLIS));
  }
}
