package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoStruct;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The rules of RoleBindings and ClusterRoleBindings.
///
/// @param scope that of the kind; in a namespace, roles of it can be given as well
record RoleBindingStrategy(Scope scope) implements Strategy {

  private static final FieldPath ROLE = FieldPath.of("roleRef");

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public void setDefaults(ObjectNode binding) {
    Trees.defaultText(Trees.makeObject(binding, "roleRef"), "apiGroup", RbacKinds.GROUP);
    for (ObjectNode subject : Trees.objects(binding, "subjects")) {
      if (List.of("User", "Group").contains(Json.text(subject, "kind"))) {
        Trees.defaultText(subject, "apiGroup", RbacKinds.GROUP);
      }
    }
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(ObjectNode binding) {
    FieldErrors errors = new FieldErrors();
    role(binding, errors);
    List<ObjectNode> subjects = Trees.objects(binding, "subjects");
    for (int i = 0; i < subjects.size(); i++) {
      subject(subjects.get(i), FieldPath.of("subjects").index(i), errors);
    }
    return errors.list();
  }

  private void role(ObjectNode binding, FieldErrors errors) {
    errors.oneOf(
        ROLE.child("apiGroup"),
        Json.text(binding, "roleRef", "apiGroup"),
        List.of(RbacKinds.GROUP));
    errors.oneOf(
        ROLE.child("kind"),
        Json.text(binding, "roleRef", "kind"),
        scope == Scope.NAMESPACED ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
    String name = Json.text(binding, "roleRef", "name");
    if (name.isEmpty()) {
      errors.required(ROLE.child("name"));
    } else {
      errors.eachInvalid(ROLE.child("name"), name, Names.pathSegment(name));
    }
  }

  private void subject(ObjectNode subject, FieldPath path, FieldErrors errors) {
    String name = Json.text(subject, "name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    }
    String group = Json.text(subject, "apiGroup");
    switch (Json.text(subject, "kind")) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          errors.eachInvalid(path.child("name"), name, Names.dns1123Subdomain(name));
        }
        errors.oneOf(path.child("apiGroup"), group, List.of(""));
        if (scope == Scope.CLUSTER && Json.text(subject, "namespace").isEmpty()) {
          errors.required(path.child("namespace"));
        }
      }
      case "User", "Group" -> errors.oneOf(path.child("apiGroup"), group, List.of(RbacKinds.GROUP));
      default ->
          errors.notSupported(
              path.child("kind"),
              Json.text(subject, "kind"),
              List.of("ServiceAccount", "User", "Group"));
    }
  }

  /// Who may bind a role was checked when it was bound; another role needs another binding.
  @Override
  public List<FieldError> validateUpdate(ObjectNode binding, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ObjectNode role = Trees.makeObject(binding, "roleRef");
    if (!Trees.same(role, old.get("roleRef"))) {
      String shown =
          GoStruct.of("APIGroup", "Kind", "Name")
              .with("APIGroup", Json.text(role, "apiGroup"))
              .with("Kind", Json.text(role, "kind"))
              .with("Name", Json.text(role, "name"))
              .toString();
      errors.add(FieldError.invalid(ROLE.toString(), shown, "cannot change roleRef"));
    }
    return errors.list();
  }
}
