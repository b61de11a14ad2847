package io.ubernetes.apimachinery.server;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a scalar without quotes means: YAML 1.1 as Kubernetes' parser reads it, where `yes` is true
/// and `0777` is 511.
final class YamlScalars {

  private static final Set<String> TRUE = words("y", "yes", "true", "on");
  private static final Set<String> FALSE = words("n", "no", "false", "off");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

  private static final Pattern INTEGER =
      Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern NO_NUMBER =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  private static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d{1,2}-\\d{1,2}([Tt ].*)?");

  /// Beyond that an exponent is no number that Go could hold.
  private static final int MAX_EXPONENT = 308;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private YamlScalars() {}

  /// Lower case, capitalized and upper case.
  private static Set<String> words(String... lower) {
    Set<String> words = new HashSet<>();
    for (String word : lower) {
      words.add(word);
      words.add(Character.toUpperCase(word.charAt(0)) + word.substring(1));
      words.add(word.toUpperCase(Locale.ROOT));
    }
    return Set.copyOf(words);
  }

  /// @param tag as written; null for none
  static JsonNode resolve(String text, boolean plain, @Nullable String tag) {
    if (tag != null && tag.endsWith(":binary")) {
      return binary(text);
    }
    boolean literal = tag == null ? !plain : tag.endsWith(":str") || tag.equals("!");
    return literal ? NODES.stringNode(text) : plain(text);
  }

  private static JsonNode binary(String text) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      return NODES.stringNode(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      throw new YamlException("yaml: !!binary value contains invalid base64 data");
    }
  }

  private static JsonNode plain(String text) {
    if (NULL.contains(text)) {
      return NODES.nullNode();
    }
    if (TRUE.contains(text) || FALSE.contains(text)) {
      return NODES.booleanNode(TRUE.contains(text));
    }
    char first = text.charAt(0);
    boolean mayBeNumber = Character.isDigit(first) || "+-.".indexOf(first) >= 0;
    return mayBeNumber ? number(text) : NODES.stringNode(text);
  }

  private static JsonNode number(String text) {
    if (NO_NUMBER.matcher(text).matches()) {
      String name = text.endsWith("n") || text.endsWith("N") ? "NaN" : infinity(text);
      throw new YamlException("json: unsupported value: " + name);
    }
    String digits = text.replace("_", "");
    if (INTEGER.matcher(digits).matches()) {
      return integer(digits);
    }
    if (FLOAT.matcher(digits).matches()) {
      return decimal(digits);
    }
    return NODES.stringNode(text);
  }

  private static String infinity(String text) {
    return text.startsWith("-") ? "-Inf" : "+Inf";
  }

  private static JsonNode integer(String digits) {
    boolean negative = digits.startsWith("-");
    String rest = negative || digits.startsWith("+") ? digits.substring(1) : digits;
    BigInteger value = unsigned(rest.toLowerCase(Locale.ROOT));
    return ofSize(negative ? value.negate() : value);
  }

  private static BigInteger unsigned(String digits) {
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (digits.startsWith("0o")) {
      return new BigInteger(digits.substring(2), 8);
    }
    return digits.length() > 1 && digits.startsWith("0")
        ? new BigInteger(digits, 8)
        : new BigInteger(digits);
  }

  /// Of the node type that a JSON parser gives.
  private static JsonNode ofSize(BigInteger value) {
    if (value.bitLength() < Integer.SIZE) {
      return NODES.numberNode(value.intValue());
    }
    return value.bitLength() < Long.SIZE
        ? NODES.numberNode(value.longValue())
        : NODES.numberNode(value);
  }

  private static JsonNode decimal(String digits) {
    BigDecimal value = new BigDecimal(digits.endsWith(".") ? digits + "0" : digits);
    if (Math.abs((long) value.precision() - value.scale()) > MAX_EXPONENT) {
      return NODES.stringNode(digits);
    }
    boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
    return whole ? ofSize(value.toBigInteger()) : NODES.numberNode(value.stripTrailingZeros());
  }

  /// Whether a string needs quotes in YAML, so that it is read as a string again.
  static boolean readsAsSomethingElse(String text) {
    return NULL.contains(text)
        || TRUE.contains(text)
        || FALSE.contains(text)
        || NO_NUMBER.matcher(text).matches()
        || TIMESTAMP.matcher(text).matches()
        || INTEGER.matcher(text.replace("_", "")).matches()
        || FLOAT.matcher(text.replace("_", "")).matches()
        || text.equals("<<")
        || text.equals("=");
  }
}
