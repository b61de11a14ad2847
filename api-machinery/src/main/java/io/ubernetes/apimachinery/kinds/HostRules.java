package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IpAddresses;
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The rules for names of hosts in DNS.
final class HostRules {

  private static final int MAX_BYTES = 253;
  private static final String WRONG_WILDCARD =
      "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
          + " which must consist of lower case alphanumeric characters, '-' or '.' and end with an"
          + " alphanumeric character (e.g. '*.example.com', regex used for validation is"
          + " '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

  private HostRules() {}

  /// A host, or all hosts of a domain.
  static void check(String host, FieldPath field, FieldErrors errors) {
    errors.eachInvalid(
        field, host, host.indexOf('*') >= 0 ? wildcard(host) : Names.dns1123Subdomain(host));
  }

  static void noAddress(String host, FieldPath field, FieldErrors errors) {
    if (IpAddresses.check(host).isEmpty()) {
      errors.invalid(field, host, "must be a DNS name, not an IP address");
    }
  }

  private static List<String> wildcard(String host) {
    List<String> wrong = new ArrayList<>();
    if (host.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      wrong.add("must be no more than " + MAX_BYTES + " characters");
    }
    boolean good = host.startsWith("*.") && Names.dns1123Subdomain(host.substring(2)).isEmpty();
    if (!good) {
      wrong.add(WRONG_WILDCARD);
    }
    return wrong;
  }

  /// A name with at least two labels; a point at its end is allowed.
  static void qualified(String given, FieldPath field, FieldErrors errors) {
    if (given.isEmpty()) {
      errors.required(field);
      return;
    }
    String host = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
    List<String> wrong = Names.dns1123Subdomain(host);
    if (!wrong.isEmpty()) {
      errors.invalid(field, host, String.join(",", wrong));
      return;
    }
    if (host.indexOf('.') < 0) {
      errors.invalid(
          field, host, "should be a domain with at least two segments separated by dots");
      return;
    }
    for (String label : host.split("\\.")) {
      List<String> wrongLabel = Names.dns1123Label(label);
      if (!wrongLabel.isEmpty()) {
        errors.invalid(field, label, String.join(",", wrongLabel));
        return;
      }
    }
  }
}
