package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of Roles and ClusterRoles.
///
/// @param scope that of the kind; only what is not in a namespace can speak of paths and of other
///   roles
record RoleStrategy(Scope scope) implements Strategy {

  private static final FieldPath SELECTORS =
      FieldPath.of("aggregationRule", "clusterRoleSelectors");

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public void prepareForCreate(ObjectNode role) {
    Trees.nullWhenEmpty(role, "rules");
  }

  @Override
  public void prepareForUpdate(ObjectNode role, ObjectNode old) {
    Trees.nullWhenEmpty(role, "rules");
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(ObjectNode role) {
    FieldErrors errors = new FieldErrors();
    List<ObjectNode> rules = Trees.objects(role, "rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), FieldPath.of("rules").index(i), errors);
    }
    if (scope == Scope.CLUSTER && Json.at(role, "aggregationRule") != null) {
      aggregation(Trees.objects(role, "aggregationRule", "clusterRoleSelectors"), errors);
    }
    return errors.list();
  }

  private void rule(ObjectNode rule, FieldPath path, FieldErrors errors) {
    if (isEmpty(rule, "verbs")) {
      errors.required(path.child("verbs"), "verbs must contain at least one value");
    }
    if (!isEmpty(rule, "nonResourceURLs")) {
      paths(rule, path.child("nonResourceURLs"), errors);
      return;
    }
    if (isEmpty(rule, "apiGroups")) {
      errors.required(path.child("apiGroups"), "resource rules must supply at least one api group");
    }
    if (isEmpty(rule, "resources")) {
      errors.required(path.child("resources"), "resource rules must supply at least one resource");
    }
  }

  private void paths(ObjectNode rule, FieldPath field, FieldErrors errors) {
    if (scope == Scope.NAMESPACED) {
      errors.invalid(
          field, rule.get("nonResourceURLs"), "namespaced rules cannot apply to non-resource URLs");
    }
    boolean both =
        !isEmpty(rule, "apiGroups")
            || !isEmpty(rule, "resources")
            || !isEmpty(rule, "resourceNames");
    if (both) {
      errors.invalid(
          field,
          rule.get("nonResourceURLs"),
          "rules cannot apply to both regular resources and non-resource URLs");
    }
  }

  private static boolean isEmpty(ObjectNode rule, String list) {
    return Trees.strings(rule, list).isEmpty();
  }

  private static void aggregation(List<ObjectNode> selectors, FieldErrors errors) {
    if (selectors.isEmpty()) {
      errors.required(
          SELECTORS, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (int i = 0; i < selectors.size(); i++) {
      LabelRules.selector(selectors.get(i), SELECTORS.index(i), errors);
      if (LabelRules.parse(selectors.get(i)) == null) {
        errors.invalid(SELECTORS.index(i), NullNode.getInstance(), "invalid label selector.");
      }
    }
  }
}
