package io.ubernetes.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The grammars of Kubernetes for names and keys. Each method returns what is wrong with a text, in
/// Kubernetes' words, or an empty list. Texts of any length are safe: everything is one scan, as
/// what is checked here comes from outside and may be huge.
public final class Names {

  private static final int LABEL_MAX = 63;
  private static final int SUBDOMAIN_MAX = 253;
  private static final int PORT_NAME_MAX = 15;

  private static final String DNS_1123_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String DNS_1123_SUBDOMAIN = DNS_1123_LABEL + "(\\." + DNS_1123_LABEL + ")*";
  private static final String DNS_1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED_NAME = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";

  private Names() {}

  /// A label of DNS (RFC 1123): what namespaces, containers and volumes are called.
  public static List<String> dns1123Label(String value) {
    List<String> errors = new ArrayList<>();
    checkLength(value, LABEL_MAX, "characters", errors);
    if (!isDnsLabel(value)) {
      errors.add(
          isDnsSubdomain(value)
              ? "must not contain dots"
              : regexError(
                  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters"
                      + " or '-', and must start and end with an alphanumeric character",
                  DNS_1123_LABEL,
                  "my-name",
                  "123-abc"));
    }
    return errors;
  }

  /// A subdomain of DNS (RFC 1123): what most objects are called.
  public static List<String> dns1123Subdomain(String value) {
    return dns1123Subdomain(value, "characters");
  }

  private static List<String> dns1123Subdomain(String value, String unit) {
    List<String> errors = new ArrayList<>();
    checkLength(value, SUBDOMAIN_MAX, unit, errors);
    if (!isDnsSubdomain(value)) {
      errors.add(
          regexError(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character",
              DNS_1123_SUBDOMAIN,
              "example.com"));
    }
    return errors;
  }

  /// A label of DNS that starts with a letter (RFC 1035).
  public static List<String> dns1035Label(String value) {
    List<String> errors = new ArrayList<>();
    checkLength(value, LABEL_MAX, "characters", errors);
    if (!isDnsLabel(value) || isDigit(value.charAt(0))) {
      errors.add(
          regexError(
              "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                  + " with an alphabetic character, and end with an alphanumeric character",
              DNS_1035_LABEL,
              "my-name",
              "abc-123"));
    }
    return errors;
  }

  /// The key of a label, annotation or taint: a name with an optional DNS prefix.
  public static List<String> qualifiedName(String value) {
    String must =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
            + " alphanumeric character";
    String[] examples = {"MyName", "my.name", "123-abc"};
    int slash = value.indexOf('/');
    if (slash >= 0 && value.indexOf('/', slash + 1) >= 0) {
      return List.of(
          "a valid label key "
              + regexError(must, QUALIFIED_NAME, examples)
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    List<String> errors = new ArrayList<>();
    if (slash == 0) {
      errors.add("prefix part must be non-empty");
    } else if (slash > 0) {
      dns1123Subdomain(value.substring(0, slash), "bytes")
          .forEach(error -> errors.add("prefix part " + error));
    }
    String name = value.substring(slash + 1);
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (utf8Length(name) > LABEL_MAX) {
      errors.add("name part must be no more than " + LABEL_MAX + " bytes");
    }
    if (!isQualifiedNamePart(name)) {
      errors.add("name part " + regexError(must, QUALIFIED_NAME, examples));
    }
    return errors;
  }

  /// The value of a label.
  public static List<String> labelValue(String value) {
    List<String> errors = new ArrayList<>();
    checkLength(value, LABEL_MAX, "bytes", errors);
    if (!value.isEmpty() && !isQualifiedNamePart(value)) {
      errors.add(
          regexError(
              "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                  + " '_' or '.', and must start and end with an alphanumeric character",
              "(" + QUALIFIED_NAME + ")?",
              "MyValue",
              "my_value",
              "12345"));
    }
    return errors;
  }

  /// A name that can stand in a URL path and in a key of the store.
  public static List<String> pathSegment(String value) {
    if (value.equals(".") || value.equals("..")) {
      return List.of("may not be '" + value + "'");
    }
    return pathSegmentPrefix(value);
  }

  /// The start of a name that will stand in a URL path.
  public static List<String> pathSegmentPrefix(String value) {
    List<String> errors = new ArrayList<>();
    for (String illegal : List.of("/", "%")) {
      if (value.contains(illegal)) {
        errors.add("may not contain '" + illegal + "'");
      }
    }
    return errors;
  }

  /// The name of a container's or Service's port (RFC 6335).
  public static List<String> portName(String value) {
    List<String> errors = new ArrayList<>();
    checkLength(value, PORT_NAME_MAX, "characters", errors);
    if (value.isEmpty() || !value.chars().allMatch(c -> isLowerAlphanumeric(c) || c == '-')) {
      errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (value.chars().noneMatch(Names::isLower)) {
      errors.add("must contain at least one letter (a-z)");
    }
    if (value.contains("--")) {
      errors.add("must not contain consecutive hyphens");
    }
    if (value.startsWith("-") || value.endsWith("-")) {
      errors.add("must not begin or end with a hyphen");
    }
    return errors;
  }

  /// A key in a ConfigMap or Secret.
  public static List<String> configKey(String value) {
    List<String> errors = new ArrayList<>();
    checkLength(value, SUBDOMAIN_MAX, "characters", errors);
    if (value.isEmpty() || !value.chars().allMatch(Names::isQualifiedNameCharacter)) {
      errors.add(
          regexError(
              "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
              CONFIG_KEY,
              "key.name",
              "KEY_NAME",
              "key-name"));
    }
    if (value.equals(".") || value.equals("..")) {
      errors.add("must not be '" + value + "'");
    } else if (value.startsWith("..")) {
      errors.add("must not start with '..'");
    }
    return errors;
  }

  /// The name of an environment variable.
  public static List<String> environmentVariable(String value) {
    List<String> errors = new ArrayList<>();
    if (value.isEmpty()) {
      errors.add("environment variable name must be non-empty");
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=')) {
      errors.add(
          "a valid environment variable name must consist only of printable ASCII characters other"
              + " than '='");
    }
    return errors;
  }

  /// A number from 1 to 65535.
  public static List<String> portNumber(long port) {
    return inRange(port, 1, 65535);
  }

  public static List<String> inRange(long value, long least, long most) {
    return value >= least && value <= most
        ? List.of()
        : List.of("must be between " + least + " and " + most + ", inclusive");
  }

  private static boolean isDnsSubdomain(String value) {
    int start = 0;
    while (true) {
      int dot = value.indexOf('.', start);
      int end = dot < 0 ? value.length() : dot;
      if (!isDnsLabel(value, start, end)) {
        return false;
      }
      if (dot < 0) {
        return true;
      }
      start = dot + 1;
    }
  }

  private static boolean isDnsLabel(String value) {
    return isDnsLabel(value, 0, value.length());
  }

  private static boolean isDnsLabel(String value, int start, int end) {
    if (start >= end || value.charAt(start) == '-' || value.charAt(end - 1) == '-') {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!isLowerAlphanumeric(value.charAt(i)) && value.charAt(i) != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isQualifiedNamePart(String value) {
    return !value.isEmpty()
        && isAlphanumeric(value.charAt(0))
        && isAlphanumeric(value.charAt(value.length() - 1))
        && value.chars().allMatch(Names::isQualifiedNameCharacter);
  }

  private static boolean isQualifiedNameCharacter(int c) {
    return isAlphanumeric(c) || c == '-' || c == '_' || c == '.';
  }

  private static boolean isAlphanumeric(int c) {
    return isLowerAlphanumeric(c) || (c >= 'A' && c <= 'Z');
  }

  private static boolean isLowerAlphanumeric(int c) {
    return isLower(c) || isDigit(c);
  }

  private static boolean isLower(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static void checkLength(String value, int max, String unit, List<String> errors) {
    if (utf8Length(value) > max) {
      errors.add("must be no more than " + max + " " + unit);
    }
  }

  private static int utf8Length(String value) {
    return value.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String regexError(String message, String regex, String... examples) {
    return message
        + " (e.g. '"
        + String.join("',  or '", examples)
        + "', regex used for validation is '"
        + regex
        + "')";
  }
}
