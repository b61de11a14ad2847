package io.ubernetes.apimachinery.cel.library;

import io.ubernetes.apimachinery.schema.StringFormat;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Optional;

/// The formats of strings that expressions know by name, and what checking one is taken to cost:
/// the length of the pattern that it stands for.
enum NamedFormat {
  DNS_1123_LABEL("dns1123Label", 30),
  DNS_1123_SUBDOMAIN("dns1123Subdomain", 60),
  DNS_1035_LABEL("dns1035Label", 30),
  QUALIFIED_NAME("qualifiedName", 60),
  DNS_1123_LABEL_PREFIX("dns1123LabelPrefix", 30),
  DNS_1123_SUBDOMAIN_PREFIX("dns1123SubdomainPrefix", 60),
  DNS_1035_LABEL_PREFIX("dns1035LabelPrefix", 30),
  LABEL_VALUE("labelValue", 40),
  URI("uri", 1000),
  UUID("uuid", 71),
  BYTE("byte", 84),
  DATE("date", 136),
  DATETIME("datetime", 136);

  private final String text;
  private final int regexSize;

  NamedFormat(String text, int regexSize) {
    this.text = text;
    this.regexSize = regexSize;
  }

  String text() {
    return text;
  }

  int regexSize() {
    return regexSize;
  }

  static Optional<NamedFormat> named(String name) {
    for (NamedFormat format : values()) {
      if (format.text.equals(name)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /// What is wrong with a text; empty when nothing is.
  List<String> check(String value) {
    return switch (this) {
      case DNS_1123_LABEL -> Names.dns1123Label(value);
      case DNS_1123_SUBDOMAIN -> Names.dns1123Subdomain(value);
      case DNS_1035_LABEL -> Names.dns1035Label(value);
      case QUALIFIED_NAME -> Names.qualifiedName(value);
      case DNS_1123_LABEL_PREFIX -> Names.dns1123Label(masked(value));
      case DNS_1123_SUBDOMAIN_PREFIX -> Names.dns1123Subdomain(masked(value));
      case DNS_1035_LABEL_PREFIX -> Names.dns1035Label(masked(value));
      case LABEL_VALUE -> Names.labelValue(value);
      case URI -> {
        String problem = Url.problem(value);
        yield problem.isEmpty() ? List.of() : List.of(problem);
      }
      case UUID -> ofSchema(value, "does not match the UUID format");
      case BYTE -> ofSchema(value, "invalid base64");
      case DATE -> ofSchema(value, "invalid date");
      case DATETIME -> ofSchema(value, "invalid datetime");
    };
  }

  private List<String> ofSchema(String value, String complaint) {
    return StringFormat.matches(text, value) ? List.of() : List.of(complaint);
  }

  /// To what a prefix will become, a dash at its end does no harm.
  private static String masked(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 2) + "a"
        : prefix;
  }
}
