package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for what a failed pod means for its Job. Owned by one validation.
final class PodFailureRules {

  private static final String FAIL_INDEX = "FailIndex";
  private static final List<String> ACTIONS = List.of("Count", FAIL_INDEX, "FailJob", "Ignore");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");
  private static final int MAX_RULES = 20;
  private static final int MAX_PATTERNS = 20;
  private static final int MAX_EXIT_CODES = 255;

  private final ObjectNode spec;
  private final Set<String> containers = new HashSet<>();
  private final FieldErrors errors;

  PodFailureRules(ObjectNode spec, FieldErrors errors) {
    this.spec = spec;
    this.errors = errors;
    for (String list : List.of("containers", "initContainers")) {
      Trees.objects(spec, "template", "spec", list)
          .forEach(container -> containers.add(Json.text(container, "name")));
    }
  }

  void check(ObjectNode policy, FieldPath path) {
    List<ObjectNode> rules = Trees.objects(policy, "rules");
    if (rules.size() > MAX_RULES) {
      errors.tooMany(path.child("rules"), rules.size(), MAX_RULES);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), path.child("rules").index(i));
    }
  }

  private void rule(ObjectNode rule, FieldPath path) {
    String action = Json.text(rule, "action");
    if (action.equals(FAIL_INDEX)) {
      if (Json.at(spec, "backoffLimitPerIndex") == null) {
        errors.invalid(path.child("action"), action, "requires the backoffLimitPerIndex to be set");
      }
    } else {
      oneOf(path.child("action"), action, ACTIONS);
    }
    ObjectNode codes = Trees.object(rule, "onExitCodes");
    List<ObjectNode> conditions = Trees.objects(rule, "onPodConditions");
    if (codes != null) {
      exitCodes(codes, path.child("onExitCodes"));
    }
    conditions(conditions, path.child("onPodConditions"));
    if (codes != null && !conditions.isEmpty()) {
      errors.invalidOmitted(
          path, "specifying both OnExitCodes and OnPodConditions is not supported");
    } else if (codes == null && conditions.isEmpty()) {
      errors.invalidOmitted(path, "specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  private void oneOf(FieldPath field, String value, List<String> known) {
    if (value.isEmpty()) {
      String all = known.stream().map(GoText::quote).collect(Collectors.joining(" "));
      errors.required(field, "valid values: [" + all + "]");
    } else {
      errors.oneOf(field, value, known);
    }
  }

  private void exitCodes(ObjectNode codes, FieldPath path) {
    String operator = Json.text(codes, "operator");
    oneOf(path.child("operator"), operator, OPERATORS);
    String container = Json.text(codes, "containerName");
    if (Json.at(codes, "containerName") != null && !containers.contains(container)) {
      errors.invalid(
          path.child("containerName"),
          container,
          "must be one of the container or initContainer names in the pod template");
    }
    FieldPath field = path.child("values");
    JsonNode values = Json.at(codes, "values");
    int count = values == null ? 0 : values.size();
    if (count == 0) {
      errors.invalid(field, values, "at least one value is required");
    } else if (count > MAX_EXIT_CODES) {
      errors.tooMany(field, count, MAX_EXIT_CODES);
    }
    values(values, field, operator.equals("In"));
  }

  private void values(@Nullable JsonNode values, FieldPath field, boolean in) {
    if (values == null) {
      return;
    }
    Set<Long> seen = new HashSet<>();
    boolean ordered = true;
    long before = Long.MIN_VALUE;
    for (int i = 0; i < values.size(); i++) {
      long value = values.get(i).asLong();
      if (in && value == 0) {
        errors.invalid(field.index(i), value, "must not be 0 for the In operator");
      }
      if (!seen.add(value)) {
        errors.duplicateShown(field.index(i), Long.toString(value));
      }
      ordered &= before <= value;
      before = value;
    }
    if (!ordered) {
      errors.invalid(field, values, "must be ordered");
    }
  }

  private void conditions(List<ObjectNode> patterns, FieldPath path) {
    if (patterns.size() > MAX_PATTERNS) {
      errors.tooMany(path, patterns.size(), MAX_PATTERNS);
    }
    for (int i = 0; i < patterns.size(); i++) {
      String type = Json.text(patterns.get(i), "type");
      errors.eachInvalid(path.index(i).child("type"), type, Names.qualifiedName(type));
      oneOf(path.index(i).child("status"), Json.text(patterns.get(i), "status"), STATUSES);
    }
  }
}
