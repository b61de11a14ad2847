package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.model.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// The role that a binding gives.
///
/// @param kind `Role` or `ClusterRole`; anything else is nothing
record RoleRef(String group, String kind, String name) {
  static final String GROUP = "rbac.authorization.k8s.io";

  static RoleRef of(ObjectNode binding) {
    return new RoleRef(
        Json.text(binding, "roleRef", "apiGroup"),
        Json.text(binding, "roleRef", "kind"),
        Json.text(binding, "roleRef", "name"));
  }

  boolean isClusterRole() {
    return kind.equals("ClusterRole");
  }

  boolean isKnownKind() {
    return isClusterRole() || kind.equals("Role");
  }

  /// Plural name of the resource.
  String resource() {
    return kind.toLowerCase(Locale.ROOT) + "s";
  }

  /// Kubernetes' sentence for a role that does not exist; an authorizer's reason has it.
  String missing() {
    return isKnownKind()
        ? "%s.%s \"%s\" not found".formatted(kind.toLowerCase(Locale.ROOT), GROUP, name)
        : "unsupported role reference kind: \"" + kind + "\"";
  }
}
