package io.ubernetes.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An amount of a resource: `500m`, `1Gi`, `2e3`. Immutable and exact, down to 10^-9; what is
/// smaller is rounded away from zero when it is parsed, so that asking for something gives
/// something.
///
/// Two quantities are equal when they are the same amount, however they are written. The text form
/// is the one that Kubernetes would print for the same input (`resource.Quantity` in
/// k8s.io/apimachinery), including that text which is short already is kept as it was written.
public final class Quantity implements Comparable<Quantity> {

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "0");

  static final String WRONG_FORMAT =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

  /// Places after the decimal point of the smallest amount.
  private static final int NANO_PLACES = 9;

  /// Beyond this, exponents would only serve to make the server compute with giant numbers.
  private static final int LARGEST_EXPONENT = 400;

  /// Digits that Kubernetes keeps in a machine word; such short input may be printed unchanged.
  private static final int SHORT_DIGITS = 18;

  private static final BigDecimal LARGEST_BINARY = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigInteger KIBI = BigInteger.valueOf(1024);
  private static final String DECIMAL_SUFFIXES = "num kMGTPE";
  private static final String BINARY_SUFFIXES = "KMGTPE";

  private final BigDecimal amount;
  private final Format format;

  /// The input where it is to be printed as it came; null where the text has to be made.
  private final @Nullable String asWritten;

  private Quantity(BigDecimal amount, Format format, @Nullable String asWritten) {
    this.amount = amount;
    this.format = format;
    this.asWritten = asWritten;
  }

  /// A whole number of units.
  public static Quantity of(long units) {
    return new Quantity(BigDecimal.valueOf(units), Format.DECIMAL_SI, null);
  }

  public static Quantity ofMillis(long thousandths) {
    return new Quantity(BigDecimal.valueOf(thousandths, 3), Format.DECIMAL_SI, null);
  }

  /// A whole number of bytes, printed with binary suffixes (`64Mi`).
  public static Quantity ofBytes(long bytes) {
    return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI, null);
  }

  /// @throws IllegalArgumentException with Kubernetes' message when the text is no quantity
  public static Quantity parse(String text) {
    if (text.equals("0")) {
      return ZERO;
    }
    return Parts.of(text).quantity(text);
  }

  /// As [#parse], but empty when the text is no quantity.
  public static Optional<Quantity> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException notAQuantity) {
      return Optional.empty();
    }
  }

  /// -1, 0 or 1.
  public int signum() {
    return amount.signum();
  }

  public boolean isZero() {
    return amount.signum() == 0;
  }

  /// The amount in whole units, rounded away from zero; the nearest long where it does not fit.
  public long value() {
    return toLong(amount);
  }

  /// The amount in thousandths, rounded away from zero; the nearest long where it does not fit.
  public long milliValue() {
    return toLong(amount.movePointRight(3));
  }

  /// The exact amount in units.
  public BigDecimal exact() {
    return amount;
  }

  /// The sum; it is printed in this quantity's form, or in the other's when this one is zero.
  public Quantity add(Quantity other) {
    return new Quantity(amount.add(other.amount), isZero() ? other.format : format, null);
  }

  public Quantity subtract(Quantity other) {
    return new Quantity(amount.subtract(other.amount), isZero() ? other.format : format, null);
  }

  public Quantity negate() {
    return new Quantity(amount.negate(), format, null);
  }

  public Quantity multiply(long factor) {
    return new Quantity(amount.multiply(BigDecimal.valueOf(factor)), format, null);
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Quantity quantity && amount.compareTo(quantity.amount) == 0;
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(amount.stripTrailingZeros());
  }

  /// The canonical text.
  @Override
  public String toString() {
    if (asWritten != null) {
      return asWritten;
    }
    if (isZero()) {
      return "0";
    }
    return printsBinary() ? binaryText() : decimalText();
  }

  /// Binary suffixes only suit whole amounts from 1Ki on; others would lose something.
  private boolean printsBinary() {
    return format == Format.BINARY_SI
        && amount.abs().compareTo(new BigDecimal(KIBI)) >= 0
        && amount.stripTrailingZeros().scale() <= 0;
  }

  private String binaryText() {
    BigInteger mantissa = amount.toBigIntegerExact();
    int power = 0;
    while (power < BINARY_SUFFIXES.length() && mantissa.mod(KIBI).signum() == 0) {
      mantissa = mantissa.divide(KIBI);
      power++;
    }
    return power == 0 ? mantissa.toString() : mantissa + suffix(BINARY_SUFFIXES, power - 1) + "i";
  }

  private String decimalText() {
    BigDecimal stripped = amount.stripTrailingZeros();
    int exponent = Math.floorDiv(-stripped.scale(), 3) * 3;
    if (format == Format.DECIMAL_SI) {
      exponent = Math.clamp(exponent, -NANO_PLACES, 18);
    }
    String mantissa = stripped.movePointLeft(exponent).toBigInteger().toString();
    if (exponent == 0) {
      return mantissa;
    }
    return mantissa
        + (format == Format.DECIMAL_EXPONENT
            ? "e" + exponent
            : suffix(DECIMAL_SUFFIXES, exponent / 3 + 3));
  }

  private static String suffix(String suffixes, int index) {
    return suffixes.substring(index, index + 1);
  }

  private static long toLong(BigDecimal number) {
    BigDecimal whole = number.setScale(0, RoundingMode.UP);
    return whole.max(MIN_LONG).min(MAX_LONG).longValueExact();
  }

  /// How an amount is printed: `1500m` or `1k`, `1Ki`, `1e3`.
  private enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  /// What the letters behind a number mean: times base to the exponent.
  private record Suffix(Format format, int exponent) {

    static Suffix parse(String text) {
      if (text.isEmpty()) {
        return new Suffix(Format.DECIMAL_SI, 0);
      }
      char first = text.charAt(0);
      if (text.length() == 1 && first != ' ' && DECIMAL_SUFFIXES.indexOf(first) >= 0) {
        return new Suffix(Format.DECIMAL_SI, (DECIMAL_SUFFIXES.indexOf(first) - 3) * 3);
      }
      if (text.length() == 2 && text.charAt(1) == 'i' && BINARY_SUFFIXES.indexOf(first) >= 0) {
        return new Suffix(Format.BINARY_SI, (BINARY_SUFFIXES.indexOf(first) + 1) * 10);
      }
      if (text.length() > 1 && (first == 'e' || first == 'E')) {
        return new Suffix(Format.DECIMAL_EXPONENT, exponent(text.substring(1)));
      }
      throw unknown();
    }

    private static int exponent(String text) {
      try {
        int exponent = Integer.parseInt(text);
        if (Math.abs(exponent) <= LARGEST_EXPONENT) {
          return exponent;
        }
      } catch (NumberFormatException notANumber) {
        throw unknown();
      }
      throw unknown();
    }

    private static IllegalArgumentException unknown() {
      return new IllegalArgumentException("unable to parse quantity's suffix");
    }
  }

  /// A quantity's text, taken apart.
  ///
  /// @param whole digits before the point, without leading zeros; `0` where there are none
  /// @param fraction digits behind the point
  private record Parts(boolean negative, String whole, String fraction, Suffix suffix) {

    static Parts of(String text) {
      int at = 0;
      boolean negative = text.startsWith("-");
      if (negative || text.startsWith("+")) {
        at++;
      }
      int wholeEnd = skipDigits(text, at);
      String whole = text.substring(skip(text, at, "0"), wholeEnd);
      at = wholeEnd;
      String fraction = "";
      if (at < text.length() && text.charAt(at) == '.') {
        int end = skipDigits(text, at + 1);
        fraction = text.substring(at + 1, end);
        at = end;
      }
      if (text.isEmpty() || !endsWithSuffix(text, at)) {
        throw new IllegalArgumentException(WRONG_FORMAT);
      }
      return new Parts(
          negative, whole.isEmpty() ? "0" : whole, fraction, Suffix.parse(text.substring(at)));
    }

    private static boolean endsWithSuffix(String text, int start) {
      int at = skip(text, start, "eEinumkKMGTP");
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      return skipDigits(text, at) == text.length();
    }

    private static int skipDigits(String text, int start) {
      return skip(text, start, "0123456789");
    }

    private static int skip(String text, int start, String characters) {
      int at = start;
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at;
    }

    Quantity quantity(String text) {
      BigDecimal number = new BigDecimal(new BigInteger(whole + fraction), fraction.length());
      BigDecimal scaled =
          suffix.format == Format.BINARY_SI
              ? number.multiply(new BigDecimal(BigInteger.TWO.pow(suffix.exponent)))
              : number.scaleByPowerOfTen(suffix.exponent);
      if (scaled.scale() > NANO_PLACES) {
        scaled = scaled.setScale(NANO_PLACES, RoundingMode.UP);
      }
      Format format = suffix.format;
      if (format == Format.BINARY_SI) {
        scaled = scaled.min(LARGEST_BINARY);
        format = scaled.compareTo(BigDecimal.ONE) < 0 ? Format.DECIMAL_SI : format;
      }
      return new Quantity(negative ? scaled.negate() : scaled, format, isCanonical() ? text : null);
    }

    /// The quick test by which Kubernetes decides to print what it was given.
    private boolean isCanonical() {
      String digits = whole + fraction;
      if (digits.length() > SHORT_DIGITS) {
        return false;
      }
      if (suffix.format == Format.BINARY_SI) {
        // A whole number of few enough digits that is odd in eighths has no shorter form.
        return fraction.isEmpty()
            && digits.length() + (int) (suffix.exponent * 3 / 10f) < 15
            && Long.parseLong(digits) % 8 != 0;
      }
      int scale = suffix.exponent - fraction.length();
      return scale >= -NANO_PLACES
          && scale % 3 == 0
          && !digits.endsWith("000")
          && digits.charAt(0) != '0';
    }
  }
}
