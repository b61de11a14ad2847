package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for near which nodes and pods a pod wants to be.
final class AffinityRules {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

  private final FieldErrors errors;

  private AffinityRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void check(@Nullable ObjectNode affinity, FieldPath path, FieldErrors errors) {
    AffinityRules rules = new AffinityRules(errors);
    rules.nodes(Trees.object(affinity, "nodeAffinity"), path.child("nodeAffinity"));
    rules.pods(Trees.object(affinity, "podAffinity"), path.child("podAffinity"));
    rules.pods(Trees.object(affinity, "podAntiAffinity"), path.child("podAntiAffinity"));
  }

  private void nodes(@Nullable ObjectNode affinity, FieldPath path) {
    ObjectNode required = Trees.object(affinity, REQUIRED);
    if (required != null) {
      List<ObjectNode> terms = Trees.objects(required, "nodeSelectorTerms");
      FieldPath field = path.child(REQUIRED).child("nodeSelectorTerms");
      if (terms.isEmpty()) {
        errors.required(field, "must have at least one node selector term");
      }
      for (int i = 0; i < terms.size(); i++) {
        nodeTerm(terms.get(i), field.index(i), Values.CHECKED);
      }
    }
    each(
        Trees.objects(affinity, PREFERRED),
        path.child(PREFERRED),
        (term, field) -> {
          weight(term, field);
          ObjectNode preference = Trees.object(term, "preference");
          if (preference != null) {
            nodeTerm(preference, field.child("preference"), Values.TAKEN_AS_THEY_ARE);
          }
        });
  }

  /// A wish that no node can fulfil does no harm, so its values are not looked at.
  private enum Values {
    CHECKED,
    TAKEN_AS_THEY_ARE
  }

  private void nodeTerm(ObjectNode term, FieldPath path, Values values) {
    each(
        Trees.objects(term, "matchExpressions"),
        path.child("matchExpressions"),
        (requirement, field) -> nodeLabel(requirement, field, values));
    each(Trees.objects(term, "matchFields"), path.child("matchFields"), this::nodeField);
  }

  private void nodeLabel(ObjectNode requirement, FieldPath path, Values check) {
    List<String> values = Trees.strings(requirement, "values");
    String operator = Json.text(requirement, "operator");
    FieldPath field = path.child("values");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(field, "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              field, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          errors.required(field, "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
    }
    String key = Json.text(requirement, "key");
    errors.eachInvalid(path.child("key"), key, Names.qualifiedName(key));
    if (check == Values.CHECKED) {
      for (int i = 0; i < values.size(); i++) {
        errors.eachInvalid(field.index(i), values.get(i), Names.labelValue(values.get(i)));
      }
    }
  }

  private void nodeField(ObjectNode requirement, FieldPath path) {
    List<String> values = Trees.strings(requirement, "values");
    String operator = Json.text(requirement, "operator");
    if (!operator.equals("In") && !operator.equals("NotIn")) {
      errors.invalid(path.child("operator"), operator, "not a valid selector operator");
    } else if (values.size() != 1) {
      errors.required(
          path.child("values"),
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
    }
    String key = Json.text(requirement, "key");
    if (!key.equals("metadata.name")) {
      errors.invalid(path.child("key"), key, "not a valid field selector key");
      return;
    }
    for (int i = 0; i < values.size(); i++) {
      errors.eachInvalid(
          path.child("values").index(i), values.get(i), Names.dns1123Subdomain(values.get(i)));
    }
  }

  private void pods(@Nullable ObjectNode affinity, FieldPath path) {
    each(Trees.objects(affinity, REQUIRED), path.child(REQUIRED), this::podTerm);
    each(
        Trees.objects(affinity, PREFERRED),
        path.child(PREFERRED),
        (term, field) -> {
          weight(term, field);
          podTerm(Trees.object(term, "podAffinityTerm"), field.child("podAffinityTerm"));
        });
  }

  private void podTerm(@Nullable ObjectNode term, FieldPath path) {
    for (String selector : List.of("labelSelector", "namespaceSelector")) {
      LabelRules.selector(Trees.object(term, selector), path.child(selector), errors);
    }
    for (String namespace : Trees.strings(term, "namespaces")) {
      errors.eachInvalid(path.child("namespace"), namespace, Names.dns1123Label(namespace));
    }
    labelKeys(term, path, errors);
    String topology = Json.text(term, "topologyKey");
    if (topology.isEmpty()) {
      errors.required(path.child("topologyKey"), "can not be empty");
    }
    errors.eachInvalid(path.child("topologyKey"), topology, Names.qualifiedName(topology));
  }

  /// Keys whose values are taken from the pod itself.
  static void labelKeys(@Nullable ObjectNode term, FieldPath path, FieldErrors errors) {
    Set<String> mismatched = new HashSet<>(Trees.strings(term, "mismatchLabelKeys"));
    for (String list : List.of("matchLabelKeys", "mismatchLabelKeys")) {
      List<String> keys = Trees.strings(term, list);
      if (!keys.isEmpty() && Json.at(term, "labelSelector") == null) {
        errors.forbidden(path.child(list), "must not be specified when labelSelector is not set");
        continue;
      }
      for (int i = 0; i < keys.size(); i++) {
        FieldPath field = path.child(list).index(i);
        errors.eachInvalid(field, keys.get(i), Names.qualifiedName(keys.get(i)));
      }
    }
    List<String> keys = Trees.strings(term, "matchLabelKeys");
    for (int i = 0; i < keys.size(); i++) {
      if (mismatched.contains(keys.get(i))) {
        errors.invalid(
            path.child("matchLabelKeys").index(i),
            keys.get(i),
            "exists in both matchLabelKeys and mismatchLabelKeys");
      }
    }
  }

  private void weight(ObjectNode term, FieldPath path) {
    long weight = Json.number(term, 0, "weight");
    if (weight < 1 || weight > 100) {
      errors.invalid(path.child("weight"), weight, "must be in the range 1-100");
    }
  }

  private static void each(
      List<ObjectNode> items, FieldPath list, BiConsumer<ObjectNode, FieldPath> check) {
    for (int i = 0; i < items.size(); i++) {
      check.accept(items.get(i), list.index(i));
    }
  }
}
