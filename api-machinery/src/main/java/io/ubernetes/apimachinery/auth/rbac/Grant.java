package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.auth.Authorizer.Decision;
import io.ubernetes.model.NamespacedName;

/// That a binding gives a role to one of its subjects. Immutable.
///
/// @param binding namespace and name; without a namespace it is a ClusterRoleBinding
/// @param subject as reasons name it
record Grant(NamespacedName binding, RoleRef role, String subject) {

  /// The answer to a request that a rule of the role covers.
  Decision allow() {
    String kind = binding.namespace().isEmpty() ? "ClusterRoleBinding" : "RoleBinding";
    String name =
        binding.namespace().isEmpty() ? binding.name() : binding.name() + "/" + binding.namespace();
    return new Decision.Allow(
        "RBAC: allowed by %s \"%s\" of %s \"%s\" to %s"
            .formatted(kind, name, role.kind(), role.name(), subject));
  }
}
