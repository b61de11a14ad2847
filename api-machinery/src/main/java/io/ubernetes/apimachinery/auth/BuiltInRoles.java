package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.auth.RoleAuthorizer.Binding;
import java.util.List;
import java.util.Set;

/// Who may what from the first start on. The roles of everyone are Kubernetes' own
/// (`system:public-info-viewer`, `system:discovery`, `system:basic-user`); those of the
/// federation's parts hold what these parts do, and no more.
public final class BuiltInRoles {
  /// May do everything.
  public static final String MASTERS = Identity.MASTERS;

  /// The user as which the scheduler comes.
  public static final String SCHEDULER = "system:ubernetes:scheduler";

  /// The user as which the controllers come.
  public static final String CONTROLLERS = "system:ubernetes:controllers";

  private static final String FEDERATION = "federation.ubernetes.io";
  private static final String CORE = "";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> GET = List.of("get");
  private static final List<String> CREATE = List.of("create");
  private static final List<String> CHANGE = List.of("update", "patch");
  private static final List<String> RECORD = List.of("create", "update", "patch");
  private static final List<String> LEAD = List.of("get", "create", "update", "patch");

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
            Binding.ofGroups("system:basic-user", Set.of(Identity.AUTHENTICATED), basicUser()),
            Binding.ofUser(SCHEDULER, SCHEDULER, scheduler()),
            Binding.ofUser(CONTROLLERS, CONTROLLERS, controllers())));
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

  /// Reads workloads, policies and clusters; writes placements.
  private static List<Rule> scheduler() {
    return List.of(
        Rule.resources(READ, "apps", "*"),
        Rule.resources(READ, "batch", "*"),
        Rule.resources(READ, CORE, "namespaces", "services", "configmaps", "serviceaccounts"),
        Rule.resources(READ, FEDERATION, "*"),
        Rule.resources(
            List.of("create", "update", "patch", "delete"),
            FEDERATION,
            "placements",
            "clusterplacements"),
        Rule.resources(CHANGE, FEDERATION, "placements/status", "clusterplacements/status"),
        Rule.resources(RECORD, CORE, "events"),
        Rule.resources(RECORD, "events.k8s.io", "events"),
        Rule.resources(LEAD, "coordination.k8s.io", "leases"));
  }

  /// Brings any kind of object to the members, its status back, and clears up after what is
  /// deleted, so that reading, finalizers and deletion cover all kinds, as in Kubernetes' own roles
  /// for garbage collection and namespaces. It creates nothing that runs.
  private static List<Rule> controllers() {
    return List.of(
        Rule.resources(READ, "*", "*"),
        Rule.resources(List.of("patch", "update", "delete", "deletecollection"), "*", "*"),
        Rule.resources(CREATE, FEDERATION, "placements", "clusterplacements"),
        Rule.resources(CREATE, CORE, "serviceaccounts", "configmaps", "namespaces"),
        Rule.resources(RECORD, CORE, "events"),
        Rule.resources(RECORD, "events.k8s.io", "events"),
        Rule.resources(LEAD, "coordination.k8s.io", "leases"),
        Rule.paths(GET, "/metrics"));
  }
}
