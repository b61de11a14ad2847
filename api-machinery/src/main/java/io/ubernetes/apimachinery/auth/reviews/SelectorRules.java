package io.ubernetes.apimachinery.auth.reviews;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.FieldSelector;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The selectors of a question: what is wrong with them, and which are passed over. Rules of RBAC
/// do not look at selectors, so that one that cannot be read only makes the question wider, which
/// the answer says. Pure functions.
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
    }
  }

  /// Says which selectors are not understood; empty when all are.
  static String ignored(@Nullable ObjectNode resource) {
    List<String> notes = new ArrayList<>();
    ObjectNode fields = Trees.object(resource, "fieldSelector");
    if (fields != null) {
      note("fieldSelector", readable(fields, FieldSelector::parse, false), notes);
    }
    ObjectNode labels = Trees.object(resource, "labelSelector");
    if (labels != null) {
      note("labelSelector", readable(labels, LabelSelector::parse, true), notes);
    }
    return String.join("; ", notes);
  }

  private enum Readable {
    ALL,
    SOME,
    NONE
  }

  private static void note(String field, Readable readable, List<String> notes) {
    switch (readable) {
      case ALL -> {}
      case SOME -> notes.add(PATH + field + " partially ignored due to parse error");
      case NONE -> notes.add(PATH + field + " ignored due to parse error");
    }
  }

  private interface Parser {
    Object parse(String text);
  }

  private static Readable readable(ObjectNode selector, Parser parser, boolean labels) {
    List<ObjectNode> requirements = Trees.objects(selector, "requirements");
    if (requirements.isEmpty()) {
      try {
        var _ = parser.parse(Json.text(selector, "rawSelector"));
        return Readable.ALL;
      } catch (IllegalArgumentException unreadable) {
        return Readable.NONE;
      }
    }
    long good = requirements.stream().filter(one -> readable(one, labels)).count();
    return good == requirements.size() ? Readable.ALL : good > 0 ? Readable.SOME : Readable.NONE;
  }

  private static boolean readable(ObjectNode requirement, boolean labels) {
    String operator = Json.text(requirement, "operator");
    boolean compares = WITH_VALUES.contains(operator);
    return labels
        ? compares || WITHOUT_VALUES.contains(operator)
        : compares && Trees.strings(requirement, "values").size() == 1;
  }
}
