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
import tools.jackson.databind.node.ObjectNode;

/// The rules for when a pod may be scheduled, how its siblings are spread, and which taints it
/// tolerates.
final class SchedulingRules {

  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final List<String> TOLERATION_OPERATORS = List.of("Equal", "Exists");
  private static final List<String> WHEN = List.of("DoNotSchedule", "ScheduleAnyway");
  private static final List<String> INCLUSION = List.of("Honor", "Ignore");

  private final FieldErrors errors;

  private SchedulingRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void gatesAndSpread(ObjectNode spec, FieldPath path, FieldErrors errors) {
    SchedulingRules rules = new SchedulingRules(errors);
    rules.readinessGates(Trees.objects(spec, "readinessGates"), path.child("readinessGates"));
    rules.schedulingGates(Trees.objects(spec, "schedulingGates"), path.child("schedulingGates"));
    rules.spread(
        Trees.objects(spec, "topologySpreadConstraints"), path.child("topologySpreadConstraints"));
  }

  static void tolerations(ObjectNode spec, FieldPath path, FieldErrors errors) {
    SchedulingRules rules = new SchedulingRules(errors);
    List<ObjectNode> tolerations = Trees.objects(spec, "tolerations");
    for (int i = 0; i < tolerations.size(); i++) {
      rules.toleration(tolerations.get(i), path.child("tolerations").index(i));
    }
  }

  private void readinessGates(List<ObjectNode> gates, FieldPath list) {
    for (int i = 0; i < gates.size(); i++) {
      String type = Json.text(gates.get(i), "conditionType");
      errors.eachInvalid(list.index(i).child("conditionType"), type, Names.qualifiedName(type));
    }
  }

  private void schedulingGates(List<ObjectNode> gates, FieldPath list) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < gates.size(); i++) {
      String name = Json.text(gates.get(i), "name");
      errors.eachInvalid(list.index(i), name, Names.qualifiedName(name));
      if (!seen.add(name)) {
        errors.duplicate(list.index(i), name);
      }
    }
  }

  private void spread(List<ObjectNode> constraints, FieldPath list) {
    for (int i = 0; i < constraints.size(); i++) {
      ObjectNode constraint = constraints.get(i);
      FieldPath path = list.index(i);
      positive(constraint, "maxSkew", path);
      if (Json.text(constraint, "topologyKey").isEmpty()) {
        errors.required(path.child("topologyKey"), "can not be empty");
      }
      String when = Json.text(constraint, "whenUnsatisfiable");
      errors.oneOf(path.child("whenUnsatisfiable"), when, WHEN);
      String kind = kind(constraint);
      if (constraints.subList(i + 1, constraints.size()).stream()
          .anyMatch(other -> kind(other).equals(kind))) {
        errors.duplicate(path.child("{topologyKey, whenUnsatisfiable}"), kind);
      }
      minDomains(constraint, when, path);
      for (String policy : List.of("nodeAffinityPolicy", "nodeTaintsPolicy")) {
        if (Json.at(constraint, policy) != null) {
          errors.oneOf(path.child(policy), Json.text(constraint, policy), INCLUSION);
        }
      }
      AffinityRules.labelKeys(constraint, path, errors);
      LabelRules.selector(
          Trees.object(constraint, "labelSelector"), path.child("labelSelector"), errors);
    }
  }

  private static String kind(ObjectNode constraint) {
    return "{"
        + Json.text(constraint, "topologyKey")
        + ", "
        + Json.text(constraint, "whenUnsatisfiable")
        + "}";
  }

  private void minDomains(ObjectNode constraint, String when, FieldPath path) {
    if (Json.at(constraint, "minDomains") == null) {
      return;
    }
    positive(constraint, "minDomains", path);
    if (!when.equals("DoNotSchedule")) {
      errors.invalid(
          path.child("minDomains"),
          Json.number(constraint, 0, "minDomains"),
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + when);
    }
  }

  private void positive(ObjectNode constraint, String field, FieldPath path) {
    long number = Json.number(constraint, 0, field);
    if (number <= 0) {
      errors.invalid(path.child(field), number, "must be greater than zero");
    }
  }

  private void toleration(ObjectNode toleration, FieldPath path) {
    String key = Json.text(toleration, "key");
    String operator = Json.text(toleration, "operator");
    String value = Json.text(toleration, "value");
    String effect = Json.text(toleration, "effect");
    if (!key.isEmpty()) {
      errors.eachInvalid(path.child("key"), key, Names.qualifiedName(key));
    } else if (!operator.equals("Exists")) {
      errors.invalid(
          path.child("operator"),
          operator,
          "operator must be Exists when `key` is empty, which means \"match all values and all"
              + " keys\"");
    }
    if (Json.at(toleration, "tolerationSeconds") != null && !effect.equals("NoExecute")) {
      errors.invalid(
          path.child("effect"),
          effect,
          "effect must be 'NoExecute' when `tolerationSeconds` is set");
    }
    FieldPath field = path.child("operator");
    switch (operator) {
      case "Equal", "" -> {
        List<String> wrong = Names.labelValue(value);
        if (!wrong.isEmpty()) {
          errors.invalid(field, value, String.join(";", wrong));
        }
      }
      case "Exists" -> {
        if (!value.isEmpty()) {
          errors.invalid(field, value, "value must be empty when `operator` is 'Exists'");
        }
      }
      default -> errors.notSupported(field, operator, TOLERATION_OPERATORS);
    }
    if (!effect.isEmpty()) {
      errors.oneOf(path.child("effect"), effect, EFFECTS);
    }
  }
}
