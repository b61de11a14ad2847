package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.auth.RoleAuthorizer.Binding;
import java.util.List;
import java.util.Set;

/// What everyone may, for a server that stores no roles of its own for it: Kubernetes'
/// `system:public-info-viewer`, `system:discovery` and `system:basic-user`, and everything for
/// `system:masters`.
public final class BuiltInRoles {
  /// May do everything.
  public static final String MASTERS = Identity.MASTERS;

  private static final List<String> GET = List.of("get");
  private static final List<String> CREATE = List.of("create");

  private BuiltInRoles() {}

  public static RoleAuthorizer authorizer() {
    return new RoleAuthorizer(
        List.of(
            Binding.ofGroups("cluster-admin", Set.of(MASTERS), List.of(Rule.EVERYTHING)),
            Binding.ofGroups(
                "system:public-info-viewer",
                Set.of(Identity.AUTHENTICATED, Identity.UNAUTHENTICATED),
                List.of(Rule.paths(GET, "/healthz", "/livez", "/readyz", "/version", "/version/"))),
            Binding.ofGroups("system:discovery", Set.of(Identity.AUTHENTICATED), discovery()),
            Binding.ofGroups("system:basic-user", Set.of(Identity.AUTHENTICATED), basicUser())));
  }

  private static List<Rule> discovery() {
    return List.of(Rule.paths(GET, "/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"));
  }

  private static List<Rule> basicUser() {
    return List.of(
        Rule.resources(
            CREATE, "authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectrulesreviews"),
        Rule.resources(CREATE, "authentication.k8s.io", "selfsubjectreviews"));
  }
}
