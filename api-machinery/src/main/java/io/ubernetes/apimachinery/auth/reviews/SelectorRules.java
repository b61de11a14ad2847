package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What is wrong with the selectors of a question. Pure functions.
final class SelectorRules {
  private static final String PATH = "spec.resourceAttributes.";
  private static final List<String> WITH_VALUES = List.of("In", "NotIn");
  private static final List<String> WITHOUT_VALUES = List.of("Exists", "DoesNotExist");

  private SelectorRules() {}

  static List<FieldError> errors(ObjectNode resource) {
    List<FieldError> errors = new ArrayList<>();
    for (String field : List.of("fieldSelector", "labelSelector")) {
      ObjectNode selector = Trees.object(resource, field);
      if (selector != null) {
        check(selector, PATH + field, field.equals("labelSelector"), errors);
      }
    }
    return errors;
  }

  private static void check(
      ObjectNode selector, String path, boolean labels, List<FieldError> errors) {
    String raw = Json.text(selector, "rawSelector");
    List<ObjectNode> requirements = Trees.objects(selector, "requirements");
    if (!raw.isEmpty() && !requirements.isEmpty()) {
      errors.add(
          FieldError.invalid(
              path + ".rawSelector",
              '"' + raw + '"',
              "may not specified at the same time as requirements"));
    }
    if (raw.isEmpty() && requirements.isEmpty()) {
      errors.add(
          FieldError.required(
              path + ".requirements",
              "when " + path + " is specified, requirements or rawSelector is required"));
    }
    for (int i = 0; i < requirements.size(); i++) {
      checkRequirement(requirements.get(i), path + ".requirements[" + i + "]", labels, errors);
    }
  }

  private static void checkRequirement(
      ObjectNode requirement, String path, boolean labels, List<FieldError> errors) {
    String key = Json.text(requirement, "key");
    if (!labels && key.isEmpty()) {
      errors.add(FieldError.required(path + ".key", "must be specified"));
    }
    String operator = Json.text(requirement, "operator");
    boolean values = !Trees.strings(requirement, "values").isEmpty();
    if (WITH_VALUES.contains(operator) && !values) {
      errors.add(
          FieldError.required(
              path + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    if (WITHOUT_VALUES.contains(operator) && values) {
      errors.add(
          FieldError.forbidden(
              path + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    if (labels) {
      Names.qualifiedName(key)
          .forEach(rule -> errors.add(FieldError.invalid(path + ".key", '"' + key + '"', rule)));
      checkValues(Trees.strings(requirement, "values"), path + ".values", errors);
    }
  }

  private static void checkValues(List<String> values, String path, List<FieldError> errors) {
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      String at = path + "[" + i + "]";
      Names.labelValue(value)
          .forEach(rule -> errors.add(FieldError.invalid(at, '"' + value + '"', rule)));
    }
  }
}
