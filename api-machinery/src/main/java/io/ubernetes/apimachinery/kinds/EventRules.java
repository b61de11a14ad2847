package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes an Event a bad one. All fields are named as the core group names them, except where
/// Kubernetes' errors do not.
final class EventRules {

  private static final FieldPath ABOUT = FieldPath.of("involvedObject", "namespace");
  private static final int MAX_WORD = 128;
  private static final int MAX_MESSAGE = 1024;
  private static final List<String> NEVER_CHANGED =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "reason",
          "type",
          "eventTime",
          "action",
          "related");

  private EventRules() {}

  /// The rules of both groups.
  ///
  /// @param reporter what the group calls the field that names who reports
  static List<FieldError> validate(ObjectNode event, String reporter) {
    FieldErrors errors = new FieldErrors();
    String namespace = new ApiObject(event).namespace();
    String about = Json.text(event, "involvedObject", "namespace");
    if (Json.text(event, "eventTime").isEmpty()) {
      boolean fits = about.isEmpty() ? isShared(namespace) : about.equals(namespace);
      if (!fits) {
        errors.invalid(ABOUT, about, "does not match event.namespace");
      }
    } else {
      if (about.isEmpty() && !namespace.equals("default") && !namespace.equals("kube-system")) {
        errors.invalid(ABOUT, about, "does not match event.namespace");
      }
      words(event, reporter, errors);
    }
    errors.eachInvalid(FieldPath.of("namespace"), namespace, Names.dns1123Subdomain(namespace));
    return errors.list();
  }

  /// Events about what has no namespace may be kept in one.
  private static boolean isShared(String namespace) {
    return namespace.isEmpty() || namespace.equals("default");
  }

  private static void words(ObjectNode event, String reporter, FieldErrors errors) {
    String component = Json.text(event, "reportingComponent");
    if (component.isEmpty()) {
      errors.required(FieldPath.of(reporter));
    }
    errors.eachInvalid(FieldPath.of(reporter), component, Names.qualifiedName(component));
    for (String field : List.of("reportingInstance", "action", "reason")) {
      if (Json.text(event, field).isEmpty()) {
        errors.required(FieldPath.of(field));
      }
      limit(event, field, MAX_WORD, errors);
    }
    limit(event, "message", MAX_MESSAGE, errors);
  }

  private static void limit(ObjectNode event, String field, int max, FieldErrors errors) {
    if (Json.text(event, field).length() > max) {
      errors.invalid(FieldPath.of(field), "", "can have at most " + max + " characters");
    }
  }

  /// The rules of `events.k8s.io` for new Events: it asks for more, and not for what the old way of
  /// telling had.
  static List<FieldError> validateNew(ObjectNode event) {
    FieldErrors errors = new FieldErrors();
    series(event, errors);
    if (Json.text(event, "eventTime").isEmpty()) {
      errors.required(FieldPath.of("eventTime"));
    }
    String type = Json.text(event, "type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      errors.invalid(FieldPath.of("type"), "", "has invalid value: " + type);
    }
    for (String field : List.of("firstTimestamp", "lastTimestamp")) {
      unset(!Json.text(event, field).isEmpty(), field, errors);
    }
    unset(Json.number(event, 0, "count") != 0, "count", errors);
    boolean source =
        !Json.text(event, "source", "component").isEmpty()
            || !Json.text(event, "source", "host").isEmpty();
    unset(source, "source", errors);
    return errors.list();
  }

  private static void unset(boolean isSet, String field, FieldErrors errors) {
    if (isSet) {
      errors.invalid(FieldPath.of(field), "", "needs to be unset");
    }
  }

  private static void series(ObjectNode event, FieldErrors errors) {
    if (Json.at(event, "series") == null) {
      return;
    }
    FieldPath series = FieldPath.of("series");
    if (Json.number(event, 0, "series", "count") < 2) {
      errors.invalid(series.child("count"), "", "should be at least 2");
    }
    if (Json.text(event, "series", "lastObservedTime").isEmpty()) {
      errors.required(series.child("lastObservedTime"));
    }
  }

  /// What of an Event stays as it was told.
  static List<FieldError> validateChange(ObjectNode event, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    if (!Trees.same(Json.at(event, "series"), Json.at(old, "series"))) {
      series(event, errors);
    }
    for (String field : NEVER_CHANGED) {
      errors.unchanged(FieldPath.of(field), Json.at(event, field), Json.at(old, field));
    }
    unchangedText(event, old, "reportingComponent", "reportingController", errors);
    unchangedText(event, old, "reportingInstance", "reportingInstance", errors);
    return errors.list();
  }

  private static void unchangedText(
      ObjectNode event, ObjectNode old, String field, String shown, FieldErrors errors) {
    JsonNode now = Json.MAPPER.valueToTree(Json.text(event, field));
    JsonNode before = Json.MAPPER.valueToTree(Json.text(old, field));
    if (!Trees.same(now, before)) {
      errors.unchanged(FieldPath.of(shown), now, before);
    }
  }
}
