package io.ubernetes.apimachinery.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.auth.RoleAuthorizer.Binding;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleAuthorizerTest {
  private static final Authorizer BUILT_IN = BuiltInRoles.authorizer();

  @Test
  void mastersMayEverything() {
    Identity master = Identity.of("admin", BuiltInRoles.MASTERS);

    assertThat(may(master, of("delete", "", "secrets", "x"))).isTrue();
    assertThat(may(master, of("patch", "apps", "replicasets/status", "x"))).isTrue();
    assertThat(may(master, new Attributes.OfPath("post", "/anything"))).isTrue();
  }

  @Test
  void whoIsOnlyKnownMayDiscoverAndAskAboutThemselves() {
    Identity jane = Identity.of("jane", Identity.AUTHENTICATED);

    assertThat(may(jane, new Attributes.OfPath("get", "/apis/apps/v1"))).isTrue();
    assertThat(may(jane, new Attributes.OfPath("get", "/openapi/v3"))).isTrue();
    assertThat(may(jane, of("create", "authentication.k8s.io", "selfsubjectreviews", ""))).isTrue();
    assertThat(may(jane, new Attributes.OfPath("get", "/metrics"))).isFalse();
    assertThat(may(jane, of("list", "", "configmaps", ""))).isFalse();
  }

  @Test
  void aRuleMeansWhatItMeansInRbac() {
    Authorizer rules =
        new RoleAuthorizer(
            List.of(
                new Binding(
                    "test",
                    Set.of("jane"),
                    Set.of(),
                    List.of(
                        Rule.resources(List.of("get", "list"), "", "configmaps", "pods/log"),
                        Rule.resources(List.of("update"), "*", "*/scale"),
                        new Rule(
                            List.of("get"),
                            List.of("apps"),
                            List.of("deployments"),
                            List.of("web"),
                            List.of()),
                        Rule.paths(List.of("get"), "/logs/*", "/x")))));
    Identity jane = Identity.of("jane");

    assertThat(may(rules, jane, of("get", "", "configmaps", "a"))).isTrue();
    assertThat(may(rules, jane, of("get", "", "configmaps/status", "a"))).isFalse();
    assertThat(may(rules, jane, of("get", "", "pods/log", "a"))).isTrue();
    assertThat(may(rules, jane, of("get", "", "pods", "a"))).isFalse();
    assertThat(may(rules, jane, of("get", "apps", "configmaps", "a"))).isFalse();
    assertThat(may(rules, jane, of("update", "apps", "deployments/scale", "a"))).isTrue();
    assertThat(may(rules, jane, of("update", "apps", "deployments", "a"))).isFalse();
    assertThat(may(rules, jane, of("get", "apps", "deployments", "web"))).isTrue();
    assertThat(may(rules, jane, of("get", "apps", "deployments", "db"))).isFalse();
    assertThat(may(rules, jane, new Attributes.OfPath("get", "/logs/a/b"))).isTrue();
    assertThat(may(rules, jane, new Attributes.OfPath("get", "/logs"))).isFalse();
    assertThat(may(rules, jane, new Attributes.OfPath("get", "/x/y"))).isFalse();
    assertThat(may(rules, Identity.of("bob"), of("get", "", "configmaps", "a"))).isFalse();
  }

  private static boolean may(Identity identity, Attributes attributes) {
    return may(BUILT_IN, identity, attributes);
  }

  private static boolean may(Authorizer authorizer, Identity identity, Attributes attributes) {
    return authorizer.authorize(identity, attributes) instanceof Authorizer.Decision.Allow;
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
