package io.ubernetes.apimachinery.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Carries out `'...%d...'.format([...])`: the clauses `%s %d %f %e %b %o %x %X %%`. Belongs to one
/// call.
final class Formatter {

  private static final int DEFAULT_PRECISION = 6;

  private final List<?> arguments;
  private int next;

  Formatter(List<?> arguments) {
    this.arguments = arguments;
  }

  String format(String pattern) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i++);
      if (c != '%') {
        text.append(c);
        continue;
      }
      if (i >= pattern.length()) {
        throw new Failure("unexpected end of format string");
      }
      if (pattern.charAt(i) == '%') {
        text.append('%');
        i++;
        continue;
      }
      int precision = DEFAULT_PRECISION;
      if (pattern.charAt(i) == '.') {
        int start = ++i;
        while (i < pattern.length() && Character.isDigit(pattern.charAt(i))) {
          i++;
        }
        precision = start == i ? 0 : Integer.parseInt(pattern.substring(start, i));
      }
      if (i >= pattern.length()) {
        throw new Failure("unexpected end of format string");
      }
      text.append(clause(pattern.charAt(i++), precision));
    }
    return text.toString();
  }

  private String clause(char verb, int precision) {
    if (next >= arguments.size()) {
      throw new Failure("index " + next + " out of range");
    }
    Object value = arguments.get(next++);
    return switch (verb) {
      case 's' -> text(value);
      case 'd' -> decimal(value);
      case 'f' -> fixed(value, precision);
      case 'e' -> scientific(value, precision);
      case 'b' -> binary(value);
      case 'o' -> whole("octal", value, 8);
      case 'x' -> hex(value);
      case 'X' -> hex(value).toUpperCase(Locale.ROOT);
      default ->
          throw new Failure(
              "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
    };
  }

  private static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Double number -> plain(number);
      case Duration duration -> seconds(duration) + "s";
      case CelByteString bytes -> new String(bytes.toByteArray(), StandardCharsets.UTF_8);
      case Instant time -> time.toString();
      case List<?> list ->
          list.stream().map(Formatter::text).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(field -> text(field.getKey()) + ": " + text(field.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString().equals("NULL_VALUE") ? "null" : value.toString();
    };
  }

  private static String seconds(Duration duration) {
    BigDecimal nanos =
        BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
    return nanos.signum() == 0 ? "0" : nanos.stripTrailingZeros().toPlainString();
  }

  private static String plain(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : BigDecimal.valueOf(number).toPlainString();
  }

  private static String decimal(Object value) {
    return switch (value) {
      case Long number -> number.toString();
      case UnsignedLong number -> number.toString();
      case Double number when Double.isNaN(number) || Double.isInfinite(number) -> plain(number);
      default -> throw refused("decimal clause can only be used on integers", value);
    };
  }

  private static String fixed(Object value, int precision) {
    double number = number("fixed-point clause can only be used on doubles", value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return plain(number);
    }
    return new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String scientific(Object value, int precision) {
    double number = number("scientific clause can only be used on doubles", value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return plain(number);
    }
    return String.format(Locale.ROOT, "%." + precision + "e", number);
  }

  private static double number(String rule, Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw refused(rule, value);
  }

  private static String binary(Object value) {
    return value instanceof Boolean flag ? (flag ? "1" : "0") : whole("binary", value, 2);
  }

  private static String whole(String name, Object value, int radix) {
    return switch (value) {
      case Long number -> Long.toString(number, radix);
      case UnsignedLong number -> number.bigIntegerValue().toString(radix);
      default ->
          throw refused(
              name.equals("octal")
                  ? "octal clause can only be used on integers"
                  : "only integers and bools can be formatted as binary",
              value);
    };
  }

  private static String hex(Object value) {
    return switch (value) {
      case Long number -> Long.toString(number, 16);
      case UnsignedLong number -> number.bigIntegerValue().toString(16);
      case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case CelByteString bytes -> HexFormat.of().formatHex(bytes.toByteArray());
      default ->
          throw refused("only integers, byte buffers, and strings can be formatted as hex", value);
    };
  }

  private static Failure refused(String rule, Object value) {
    return new Failure("error during formatting: " + rule + ", was given " + typeName(value));
  }

  private static String typeName(Object value) {
    return switch (value) {
      case String _ -> "string";
      case Boolean _ -> "bool";
      case Double _ -> "double";
      case Long _ -> "int";
      case UnsignedLong _ -> "uint";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "map";
      case Duration _ -> "google.protobuf.Duration";
      case Instant _ -> "google.protobuf.Timestamp";
      default -> "dyn";
    };
  }
}
