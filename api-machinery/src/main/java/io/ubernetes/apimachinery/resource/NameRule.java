package io.ubernetes.apimachinery.resource;

import io.ubernetes.model.Names;
import java.util.List;

/// What objects of a kind may be called. Every method returns what is wrong, in Kubernetes' words.
public enum NameRule {
  /// A DNS subdomain (RFC 1123), as most kinds have it.
  DNS_SUBDOMAIN,
  /// The same, of which only the whole name is looked at, however it came about: the
  /// ReplicationController.
  DNS_SUBDOMAIN_AS_A_WHOLE,
  /// A DNS label (RFC 1123): Namespaces, Services.
  DNS_LABEL,
  /// Anything that can stand in a path: core Events, the kinds of RBAC.
  PATH_SEGMENT;

  public List<String> check(String name) {
    return switch (this) {
      case DNS_SUBDOMAIN, DNS_SUBDOMAIN_AS_A_WHOLE -> Names.dns1123Subdomain(name);
      case DNS_LABEL -> Names.dns1123Label(name);
      case PATH_SEGMENT -> Names.pathSegment(name);
    };
  }

  /// Checks a `generateName`, to which random characters will be added: it may end with a dash.
  public List<String> checkPrefix(String prefix) {
    switch (this) {
      case PATH_SEGMENT -> {
        return Names.pathSegmentPrefix(prefix);
      }
      case DNS_SUBDOMAIN_AS_A_WHOLE -> {
        return List.of();
      }
      case DNS_SUBDOMAIN, DNS_LABEL -> {}
    }
    boolean dash = prefix.length() > 1 && prefix.endsWith("-");
    // Kubernetes puts a letter in the place of the dash and of the character before it.
    return check(dash ? prefix.substring(0, prefix.length() - 2) + "a" : prefix);
  }
}
