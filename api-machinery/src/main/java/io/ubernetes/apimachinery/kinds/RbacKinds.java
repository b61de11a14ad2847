package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The kinds of `rbac.authorization.k8s.io/v1`: who may do what in a cluster, kept as objects. What
/// they mean is for an authorizer to say.
final class RbacKinds {

  private static final GroupVersion GROUP = new GroupVersion("rbac.authorization.k8s.io", "v1");

  private RbacKinds() {}

  static List<ResourceType> types() {
    List<Column> role =
        List.of(
            Columns.name(),
            Columns.text(
                "Created At",
                "When it was made.",
                object -> Json.text(object, "metadata", "creationTimestamp")));
    List<Column> binding =
        List.of(
            Columns.name(),
            Columns.text("Role", "What its subjects may do.", RbacKinds::roleOf),
            Columns.age());
    return List.of(
        type("ClusterRole", Scope.CLUSTER, role, new Roles()),
        type("ClusterRoleBinding", Scope.CLUSTER, binding, new Bindings()),
        type("Role", Scope.NAMESPACED, role, new Roles()),
        type("RoleBinding", Scope.NAMESPACED, binding, new Bindings()));
  }

  private static ResourceType type(
      String kind, Scope scope, List<Column> columns, Strategy strategy) {
    GroupVersionKind stored = GROUP.kind(kind);
    String singular = kind.toLowerCase(Locale.ROOT);
    return new ResourceType(
        GROUP.group(),
        new Names(kind, kind + "List", singular + "s", singular, List.of(), List.of()),
        scope,
        List.of(Version.stored("v1", Schemas.byKind(stored), columns)),
        stored,
        new GroupResource(GROUP.group(), singular + "s"),
        Set.of(),
        false,
        strategy);
  }

  private static String roleOf(ObjectNode binding) {
    return Json.text(binding, "roleRef", "kind") + "/" + Json.text(binding, "roleRef", "name");
  }

  /// Rules of the two kinds of roles.
  private static final class Roles implements Strategy {
    @Override
    public NameRule nameRule() {
      return NameRule.PATH_SEGMENT;
    }

    @Override
    public List<FieldError> validate(ObjectNode role) {
      FieldErrors errors = new FieldErrors();
      List<ObjectNode> rules = Trees.objects(role, "rules");
      for (int i = 0; i < rules.size(); i++) {
        if (Trees.strings(rules.get(i), "verbs").isEmpty()) {
          errors.required(
              FieldPath.of("rules").index(i).child("verbs"),
              "verbs must contain at least one value");
        }
      }
      return errors.list();
    }
  }

  /// Rules of the two kinds of bindings.
  private static final class Bindings implements Strategy {
    @Override
    public NameRule nameRule() {
      return NameRule.PATH_SEGMENT;
    }

    /// Service accounts live in the core group, users and groups in that of RBAC.
    @Override
    public void setDefaults(ObjectNode binding) {
      if (binding.get("roleRef") instanceof ObjectNode role) {
        Trees.defaultText(role, "apiGroup", GROUP.group());
      }
      for (ObjectNode subject : Trees.objects(binding, "subjects")) {
        if (!Json.text(subject, "kind").equals("ServiceAccount")) {
          Trees.defaultText(subject, "apiGroup", GROUP.group());
        }
      }
    }

    @Override
    public List<FieldError> validate(ObjectNode binding) {
      FieldErrors errors = new FieldErrors();
      if (Json.text(binding, "roleRef", "name").isEmpty()) {
        errors.required(FieldPath.of("roleRef", "name"), "");
      }
      return errors.list();
    }

    @Override
    public List<FieldError> validateUpdate(ObjectNode binding, ObjectNode old) {
      FieldErrors errors = new FieldErrors();
      if (!Trees.same(binding.get("roleRef"), old.get("roleRef"))) {
        errors.invalid(FieldPath.of("roleRef"), binding.get("roleRef"), "cannot change roleRef");
      }
      return errors.list();
    }
  }
}
