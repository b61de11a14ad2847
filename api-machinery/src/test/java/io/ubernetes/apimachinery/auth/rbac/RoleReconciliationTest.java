package io.ubernetes.apimachinery.auth.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RoleReconciliationTest {
  private static final String READ =
      "{'metadata':{'name':'r','labels':{'a':'b'}},'rules':["
          + "{'verbs':['get','list'],'apiGroups':[''],'resources':['pods']}]}";

  @Test
  void whatIsMissingIsAddedAndWhatIsThereStays() {
    ObjectNode existing =
        json(
            "{'metadata':{'name':'r','labels':{'a':'mine'}},'rules':["
                + "{'verbs':['get','watch'],'apiGroups':[''],'resources':['pods']}]}");

    ObjectNode completed = RoleReconciliation.completed(existing, json(READ));

    assertThat(completed.get("rules"))
        .hasToString(
            "[{\"verbs\":[\"get\",\"watch\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]},"
                + "{\"verbs\":[\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]");
    assertThat(Json.text(completed, "metadata", "labels", "a")).isEqualTo("mine");
    assertThat(RoleReconciliation.completed(completed, json(READ))).isEqualTo(completed);
  }

  @Test
  void aBindingGetsItsSubjectsBackAndKeepsOthers() {
    ObjectNode wanted = json("{'subjects':[{'kind':'Group','name':'g'}],'roleRef':{'name':'r'}}");
    ObjectNode existing = json("{'subjects':[{'kind':'User','name':'u'}],'roleRef':{'name':'r'}}");

    assertThat(RoleReconciliation.completed(existing, wanted).get("subjects")).hasSize(2);
    assertThat(RoleReconciliation.givesAnotherRole(existing, wanted)).isFalse();
    assertThat(RoleReconciliation.givesAnotherRole(existing, json("{'roleRef':{'name':'other'}}")))
        .isTrue();
  }

  @Test
  void anAdministratorCanForbidIt() {
    assertThat(
            RoleReconciliation.isProtected(
                json(
                    "{'metadata':{'annotations':"
                        + "{'rbac.authorization.kubernetes.io/autoupdate':'false'}}}")))
        .isTrue();
    assertThat(RoleReconciliation.isProtected(json(READ))).isFalse();
  }

  @Test
  void aSumHasEachRuleOfTheSelectedRolesOnceInTheOrderOfNames() {
    ObjectNode sum =
        json(
            "{'metadata':{'name':'sum','labels':{'in':'yes'}},'aggregationRule':"
                + "{'clusterRoleSelectors':[{'matchLabels':{'in':'yes'}}]}}");
    ObjectNode second =
        json("{'metadata':{'name':'b','labels':{'in':'yes'}},'rules':[{'verbs':['b']}]}");
    ObjectNode first =
        json(
            "{'metadata':{'name':'a','labels':{'in':'yes'}},"
                + "'rules':[{'verbs':['a']},{'verbs':['b']}]}");
    ObjectNode other = json("{'metadata':{'name':'c'},'rules':[{'verbs':['c']}]}");

    assertThat(AggregatedRules.of(sum, List.of(second, other, sum, first)))
        .hasToString("[{\"verbs\":[\"a\"]},{\"verbs\":[\"b\"]}]");
  }

  @Test
  void theCatalogueOfKubernetesIsReadable() {
    RoleCatalog catalog = RoleCatalog.kubernetes();

    assertThat(catalog.roles())
        .extracting(role -> Json.text(role, "metadata", "name"))
        .contains("cluster-admin", "admin", "edit", "view", "system:discovery");
    assertThat(catalog.bindings())
        .allSatisfy(binding -> assertThat(binding.get("subjects")).isNotEmpty());
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
