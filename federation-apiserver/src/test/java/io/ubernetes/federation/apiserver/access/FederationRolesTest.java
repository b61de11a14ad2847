package io.ubernetes.federation.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Rule;
import io.ubernetes.apimachinery.auth.rbac.RoleCatalog;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The roles of the federation's own parts hold what these parts do, and no more.
class FederationRolesTest {
  private static final RoleCatalog CATALOG = RoleCatalog.read(FederationAccess.class, "roles.json");

  @Test
  void theSchedulerWritesPlacementsAndReadsNoSecret() {
    String federation = "federation.ubernetes.io";

    assertThat(may(FederationAccess.SCHEDULER, of("list", "apps", "replicasets", ""))).isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("watch", federation, "clusters", ""))).isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("create", federation, "placements", "")))
        .isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("patch", federation, "placements", "p")))
        .isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("patch", federation, "placements/status", "p")))
        .isFalse();
    assertThat(may(FederationAccess.SCHEDULER, of("delete", federation, "placements", "p")))
        .isFalse();
    assertThat(may(FederationAccess.SCHEDULER, of("list", "apps", "statefulsets", ""))).isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("watch", "batch", "jobs", ""))).isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("list", "", "configmaps", ""))).isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("patch", "", "configmaps", "c"))).isFalse();
    assertThat(may(FederationAccess.SCHEDULER, of("list", "", "secrets", ""))).isFalse();
    assertThat(may(FederationAccess.SCHEDULER, of("update", "coordination.k8s.io", "leases", "l")))
        .isTrue();
    assertThat(may(FederationAccess.SCHEDULER, of("get", "", "secrets", "s"))).isFalse();
    assertThat(may(FederationAccess.SCHEDULER, of("update", "apps", "replicasets", "r"))).isFalse();
    assertThat(may(FederationAccess.SCHEDULER, of("update", federation, "clusters", "c")))
        .isFalse();
  }

  @Test
  void theControllersCreateNothingThatRuns() {
    assertThat(may(FederationAccess.CONTROLLERS, of("get", "", "secrets", "s"))).isTrue();
    assertThat(may(FederationAccess.CONTROLLERS, of("patch", "apps", "replicasets/status", "r")))
        .isTrue();
    assertThat(may(FederationAccess.CONTROLLERS, of("delete", "example.com", "widgets", "w")))
        .isTrue();
    assertThat(may(FederationAccess.CONTROLLERS, of("create", "events.k8s.io", "events", "")))
        .isTrue();
    assertThat(may(FederationAccess.CONTROLLERS, of("create", "apps", "replicasets", "")))
        .isFalse();
    assertThat(may(FederationAccess.CONTROLLERS, of("create", "", "secrets", ""))).isFalse();
    assertThat(may(FederationAccess.CONTROLLERS, of("impersonate", "", "users", "admin")))
        .isFalse();
    assertThat(
            may(
                FederationAccess.CONTROLLERS,
                of("escalate", "rbac.authorization.k8s.io", "roles", "r")))
        .isFalse();
  }

  @Test
  void eachBindingGivesARoleThatIsThere() {
    List<String> roles =
        CATALOG.roles().stream().map(role -> Json.text(role, "metadata", "name")).toList();

    assertThat(CATALOG.bindings())
        .allSatisfy(binding -> assertThat(roles).contains(Json.text(binding, "roleRef", "name")));
  }

  /// Whether the role that a user is bound to allows it.
  private static boolean may(String user, Attributes attributes) {
    List<String> given =
        CATALOG.bindings().stream()
            .filter(binding ->
                Trees.objects(binding, "subjects").stream()
                    .anyMatch(subject -> Json.text(subject, "name").equals(user)))
            .map(binding -> Json.text(binding, "roleRef", "name"))
            .toList();
    return CATALOG.roles().stream()
        .filter(role -> given.contains(Json.text(role, "metadata", "name")))
        .flatMap(role -> Trees.objects(role, "rules").stream())
        .anyMatch(rule -> Rule.of(rule).covers(attributes));
  }

  private static Attributes of(String verb, String group, String resource, String name) {
    int slash = resource.indexOf('/');
    return new Attributes.OfResource(
        verb,
        group,
        slash < 0 ? resource : resource.substring(0, slash),
        slash < 0 ? "" : resource.substring(slash + 1),
        "default",
        name);
  }
}
