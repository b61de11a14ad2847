package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RbacKindsTest {

  private static final ResourceType CLUSTER_ROLE = RbacKinds.types().get(0);
  private static final ResourceType CLUSTER_ROLE_BINDING = RbacKinds.types().get(1);
  private static final ResourceType ROLE = RbacKinds.types().get(2);
  private static final ResourceType ROLE_BINDING = RbacKinds.types().get(3);

  private static final String BINDING =
      """
      {'apiVersion': 'rbac.authorization.k8s.io/v1', 'kind': '%s', 'metadata': {'name': 'b'},
       'roleRef': {'kind': 'ClusterRole', 'name': 'r'}, 'subjects': [%s]}
      """;

  @Test
  void aRuleIsOfResourcesOrOfPathsButNotOfBoth() {
    String role =
        """
        {'apiVersion': 'rbac.authorization.k8s.io/v1', 'kind': '%s', 'metadata': {'name': 'r'},
         'rules': [{'verbs': ['get'], 'nonResourceURLs': ['/healthz'], 'resources': ['pods']},
                   {'verbs': ['get']}]}
        """;
    List<String> always =
        List.of(
            "rules[0].nonResourceURLs: Invalid value: [\"/healthz\"]: rules cannot apply to both"
                + " regular resources and non-resource URLs",
            "rules[1].apiGroups: Required value: resource rules must supply at least one api"
                + " group",
            "rules[1].resources: Required value: resource rules must supply at least one"
                + " resource");
    assertThat(errors(CLUSTER_ROLE, role.formatted("ClusterRole"))).isEqualTo(always);
    assertThat(errors(ROLE, role.formatted("Role")))
        .startsWith(
            "rules[0].nonResourceURLs: Invalid value: [\"/healthz\"]: namespaced rules cannot"
                + " apply to non-resource URLs")
        .endsWith(always.toArray(String[]::new));
  }

  @Test
  void whatAggregatesSelectsSomething() {
    assertThat(
            errors(
                CLUSTER_ROLE,
                """
                {'apiVersion': 'rbac.authorization.k8s.io/v1', 'kind': 'ClusterRole',
                 'metadata': {'name': 'r'}, 'aggregationRule': {}}
                """))
        .containsExactly(
            "aggregationRule.clusterRoleSelectors: Required value: at least one"
                + " clusterRoleSelector required if aggregationRule is non-nil");
  }

  @Test
  void subjectsAreUsersGroupsAndServiceAccounts() {
    String subjects =
        """
        {'kind': 'ServiceAccount', 'name': 'A', 'apiGroup': 'x'}, {'kind': 'User', 'name': 'u'},
        {'kind': 'Group', 'name': 'g', 'apiGroup': 'x'}
        """;
    List<String> errors =
        errors(CLUSTER_ROLE_BINDING, BINDING.formatted("ClusterRoleBinding", subjects));
    assertThat(errors)
        .contains(
            "subjects[0].apiGroup: Unsupported value: \"x\": supported values: \"\"",
            "subjects[0].namespace: Required value",
            "subjects[2].apiGroup: Unsupported value: \"x\": supported values:"
                + " \"rbac.authorization.k8s.io\"")
        .anyMatch(error -> error.startsWith("subjects[0].name: Invalid value: \"A\""))
        .hasSize(4);
    assertThat(errors(ROLE_BINDING, BINDING.formatted("RoleBinding", subjects))).hasSize(3);
  }

  @Test
  void onlyInANamespaceARoleOfItCanBeBound() {
    String binding = BINDING.replace("ClusterRole'", "Role'");
    assertThat(errors(ROLE_BINDING, binding.formatted("RoleBinding", ""))).isEmpty();
    assertThat(errors(CLUSTER_ROLE_BINDING, binding.formatted("ClusterRoleBinding", "")))
        .containsExactly(
            "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"");
  }

  @Test
  void aBindingStaysWithItsRole() {
    ObjectNode old = Conversation.created(ROLE_BINDING, json(BINDING.formatted("RoleBinding", "")));
    ObjectNode changed = old.deepCopy();
    ((ObjectNode) changed.get("roleRef")).put("name", "other");
    assertThat(texts(ROLE_BINDING.strategy().validateUpdate(changed, old)))
        .containsExactly(
            "roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\","
                + "\"Kind\":\"ClusterRole\",\"Name\":\"other\"}: cannot change roleRef");
    assertThat(ROLE_BINDING.strategy().validateUpdate(old, old)).isEmpty();
  }

  @Test
  void aWideTableOfBindingsShowsWhoMay() {
    ObjectNode binding =
        Conversation.created(
            ROLE_BINDING,
            json(
                BINDING.formatted(
                    "RoleBinding",
                    """
                    {'kind': 'ServiceAccount', 'name': 'a', 'namespace': 'n'},
                    {'kind': 'User', 'name': 'u'}, {'kind': 'User', 'name': 'v'}
                    """)));
    List<String> wide =
        ROLE_BINDING.versions().getFirst().columns().stream()
            .filter(column -> column.priority() == 1)
            .map(column -> cell(column, binding))
            .toList();
    assertThat(wide).containsExactly("\"u, v\"", "\"\"", "\"n/a\"");
  }

  private static String cell(Column column, ObjectNode object) {
    return String.valueOf(column.cell().apply(object, Instant.EPOCH));
  }
}
