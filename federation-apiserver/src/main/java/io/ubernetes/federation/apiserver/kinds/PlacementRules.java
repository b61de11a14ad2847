package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for what a policy says of places: fields of clusters, tolerations, spread, and other
/// objects.
final class PlacementRules {

  private static final List<String> FIELDS = List.of("cluster", "zone", "region", "provider");

  private PlacementRules() {}

  static void check(ObjectNode policy, FieldPath spec, FieldErrors errors) {
    tolerations(
        Trees.objects(policy, "spec", "clusterTolerations"),
        spec.child("clusterTolerations"),
        errors);
    spread(
        Trees.objects(policy, "spec", "spreadConstraints"),
        spec.child("spreadConstraints"),
        errors);
    for (String affinity : List.of("placementAffinity", "placementAntiAffinity")) {
      for (String list : List.of("required", "preferred")) {
        terms(
            Trees.objects(policy, "spec", affinity, list),
            spec.child(affinity).child(list),
            errors);
      }
    }
  }

  static void fields(@Nullable ObjectNode affinity, FieldPath field, FieldErrors errors) {
    List<ObjectNode> list = Trees.objects(affinity, "fieldSelector", "matchExpressions");
    for (int i = 0; i < list.size(); i++) {
      String operator = Json.text(list.get(i), "operator");
      boolean needsValues = operator.equals("In") || operator.equals("NotIn");
      boolean hasValues = !Trees.strings(list.get(i), "values").isEmpty();
      FieldPath values = field.child("matchExpressions").index(i).child("values");
      if (needsValues && !hasValues) {
        errors.required(values, "must be specified when `operator` is 'In' or 'NotIn'");
      } else if (!needsValues && hasValues) {
        errors.forbidden(
            values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      }
    }
  }

  private static void tolerations(
      List<ObjectNode> tolerations, FieldPath list, FieldErrors errors) {
    for (int i = 0; i < tolerations.size(); i++) {
      ObjectNode toleration = tolerations.get(i);
      FieldPath path = list.index(i);
      String key = Json.text(toleration, "key");
      String value = Json.text(toleration, "value");
      boolean exists = Json.text(toleration, "operator").equals("Exists");
      if (!key.isEmpty()) {
        errors.eachInvalid(path.child("key"), key, Names.qualifiedName(key));
      } else if (!exists) {
        errors.invalid(
            path.child("operator"),
            Json.text(toleration, "operator"),
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (exists && !value.isEmpty()) {
        errors.invalid(
            path.child("operator"), value, "value must be empty when `operator` is 'Exists'");
      } else {
        errors.eachInvalid(path.child("value"), value, Names.labelValue(value));
      }
      String effect = Json.text(toleration, "effect");
      if (Json.at(toleration, "tolerationSeconds") != null && !effect.equals("NoExecute")) {
        errors.invalid(
            path.child("effect"),
            effect,
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
    }
  }

  private static void spread(List<ObjectNode> constraints, FieldPath list, FieldErrors errors) {
    for (int i = 0; i < constraints.size(); i++) {
      ObjectNode constraint = constraints.get(i);
      FieldPath path = list.index(i);
      topologyKey(constraint, path, errors);
      long least = Json.number(constraint, 0, "minGroups");
      long most = Json.number(constraint, Long.MAX_VALUE, "maxGroups");
      if (least > most) {
        errors.invalid(
            path.child("minGroups"),
            least,
            "must be less than or equal to maxGroups (" + most + ")");
      }
    }
  }

  private static void terms(List<ObjectNode> terms, FieldPath list, FieldErrors errors) {
    for (int i = 0; i < terms.size(); i++) {
      FieldPath path = list.index(i);
      topologyKey(terms.get(i), path, errors);
      LabelRules.selector(
          Trees.object(terms.get(i), "labelSelector"), path.child("labelSelector"), errors);
      List<String> namespaces = Trees.strings(terms.get(i), "namespaces");
      for (int n = 0; n < namespaces.size(); n++) {
        errors.eachInvalid(
            path.child("namespaces").index(n),
            namespaces.get(n),
            Names.dns1123Label(namespaces.get(n)));
      }
    }
  }

  private static void topologyKey(ObjectNode holder, FieldPath path, FieldErrors errors) {
    String key = Json.text(holder, "topologyKey");
    if (!FIELDS.contains(key)) {
      errors.eachInvalid(path.child("topologyKey"), key, Names.qualifiedName(key));
    }
  }
}
