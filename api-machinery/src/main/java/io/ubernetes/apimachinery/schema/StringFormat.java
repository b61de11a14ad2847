package io.ubernetes.apimachinery.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/// The formats of strings that Kubernetes checks in custom resources; others are taken as they are.
public final class StringFormat {

  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern UUID =
      Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
  private static final Pattern DURATION =
      Pattern.compile("[+-]?(0|(\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h|d|w))+");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern HOSTNAME =
      Pattern.compile(
          "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

  private StringFormat() {}

  /// @return true also for a format that is not known here
  public static boolean matches(String format, String text) {
    return switch (format) {
      case "date-time", "datetime" -> GoTime.hasForm(text) && isDate(text.substring(0, 10));
      case "date" -> DATE.matcher(text).matches() && isDate(text);
      case "byte" -> GoBase64.firstIllegalByte(text) < 0;
      case "duration" -> DURATION.matcher(text).matches();
      case "email" -> EMAIL.matcher(text).matches();
      case "hostname" -> HOSTNAME.matcher(text).matches();
      case "ipv4" -> IPV4.matcher(text).matches();
      case "uuid" -> UUID.matcher(text).matches();
      case "uri" -> isUri(text);
      default -> true;
    };
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() >= 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isUri(String text) {
    try {
      return !new URI(text).toString().isEmpty();
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
