package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The kinds of `rbac.authorization.k8s.io/v1`: who may do what, kept as objects. What they mean is
/// for an authorizer to say.
final class RbacKinds {

  static final String GROUP = "rbac.authorization.k8s.io";

  private RbacKinds() {}

  static List<ResourceType> types() {
    return List.of(
        role("ClusterRole", Scope.CLUSTER),
        binding("ClusterRoleBinding", Scope.CLUSTER),
        role("Role", Scope.NAMESPACED),
        binding("RoleBinding", Scope.NAMESPACED));
  }

  private static ResourceType role(String kind, Scope scope) {
    return V1.plain(
        GROUP,
        scope,
        V1.names(kind),
        List.of(Columns.name(), Columns.createdAt()),
        new RoleStrategy(scope));
  }

  private static ResourceType binding(String kind, Scope scope) {
    return V1.plain(GROUP, scope, V1.names(kind), bindingColumns(), new RoleBindingStrategy(scope));
  }

  private static List<Column> bindingColumns() {
    return List.of(
        Columns.name(),
        Columns.text("Role", "What its subjects may do.", RbacKinds::roleOf),
        Columns.age(),
        Columns.wide("Users", "Users who may.", subjects("User", RbacKinds::name)),
        Columns.wide("Groups", "Groups whose members may.", subjects("Group", RbacKinds::name)),
        Columns.wide(
            "ServiceAccounts",
            "Service accounts that may.",
            subjects("ServiceAccount", RbacKinds::qualifiedName)));
  }

  private static String roleOf(ObjectNode binding) {
    return Json.text(binding, "roleRef", "kind") + "/" + Json.text(binding, "roleRef", "name");
  }

  private static Function<ObjectNode, String> subjects(
      String kind, Function<ObjectNode, String> text) {
    return binding ->
        Trees.objects(binding, "subjects").stream()
            .filter(subject -> Json.text(subject, "kind").equals(kind))
            .map(text)
            .collect(Collectors.joining(", "));
  }

  private static String name(ObjectNode subject) {
    return Json.text(subject, "name");
  }

  private static String qualifiedName(ObjectNode subject) {
    return Json.text(subject, "namespace") + "/" + name(subject);
  }
}
