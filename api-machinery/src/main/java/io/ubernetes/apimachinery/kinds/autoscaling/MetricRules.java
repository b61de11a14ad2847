package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.pods.ResourceNames;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the metrics of an autoscaler. Owned by one validation.
final class MetricRules {

  private static final List<String> TYPES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");
  private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");

  /// The field of each source, in the order in which they are looked for, and the type that it goes
  /// with.
  private static final Map<String, String> SOURCES = new LinkedHashMap<>();

  static {
    SOURCES.put("object", "Object");
    SOURCES.put("external", "External");
    SOURCES.put("pods", "Pods");
    SOURCES.put("resource", "Resource");
    SOURCES.put("containerResource", "ContainerResource");
  }

  private final References.Group group;
  private final FieldErrors errors;

  private MetricRules(References.Group group, FieldErrors errors) {
    this.group = group;
    this.errors = errors;
  }

  static void check(ObjectNode spec, FieldPath path, References.Group group, FieldErrors errors) {
    List<ObjectNode> metrics = Trees.objects(spec, "metrics");
    MetricRules rules = new MetricRules(group, errors);
    for (int i = 0; i < metrics.size(); i++) {
      rules.metric(metrics.get(i), path.index(i));
    }
    boolean wakes =
        metrics.stream()
            .map(metric -> Json.text(metric, "type"))
            .anyMatch(type -> type.equals("Object") || type.equals("External"));
    if (Json.number(spec, 1, "minReplicas") == 0 && !wakes) {
      errors.forbidden(
          path,
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
  }

  private void metric(ObjectNode metric, FieldPath path) {
    String type = Json.text(metric, "type");
    if (type.isEmpty()) {
      errors.required(path.child("type"), "must specify a metric source type");
    }
    errors.oneOf(path.child("type"), type, TYPES);
    List<String> given = new ArrayList<>();
    for (String field : SOURCES.keySet()) {
      ObjectNode source = Trees.object(metric, field);
      if (source != null) {
        if (given.isEmpty()) {
          source(field, source, path.child(field));
        }
        given.add(field);
      }
    }
    // Kubernetes says a second time that it does not know a type.
    errors.oneOf(path.child("type"), type, TYPES);
    String expected = "";
    for (Map.Entry<String, String> source : SOURCES.entrySet()) {
      expected = source.getValue().equals(type) ? source.getKey() : expected;
    }
    if (!expected.isEmpty() && !given.contains(expected)) {
      errors.required(
          path.child(expected), "must populate information for the given metric source");
    }
    if (given.size() != 1) {
      given.remove(expected);
      given.forEach(field ->
          errors.forbidden(path.child(field), "must populate the given metric source only"));
    }
  }

  private void source(String field, ObjectNode source, FieldPath path) {
    switch (field) {
      case "object" -> {
        References.check(
            Trees.object(source, "describedObject"), path.child("describedObject"), group, errors);
        name(source, path);
        target(source, path);
        if (!has(source, "value") && !has(source, "averageValue")) {
          required(path, "averageValue", "must set either a target value or averageValue");
        }
      }
      case "external" -> external(source, path);
      case "pods" -> {
        name(source, path);
        target(source, path);
        if (!has(source, "averageValue")) {
          required(path, "averageValue", "must specify a positive target averageValue");
        }
      }
      case "resource" -> {
        resourceName(source, path);
        share(source, path);
      }
      default -> {
        String name = resourceName(source, path);
        if (!name.isEmpty()) {
          ResourceNames.ofContainer(name, path.child("name"), errors);
        }
        String container = Json.text(source, "container");
        if (container.isEmpty()) {
          errors.required(path.child("container"), "must specify a container");
        } else {
          errors.eachInvalid(path.child("container"), container, Names.dns1123Label(container));
        }
        share(source, path);
      }
    }
  }

  private void external(ObjectNode source, FieldPath path) {
    name(source, path);
    target(source, path);
    if (!has(source, "value") && !has(source, "averageValue")) {
      required(
          path, "averageValue", "must set either a target value for metric or a per-pod target");
    }
    if (has(source, "value") && has(source, "averageValue")) {
      errors.forbidden(
          path.child("target").child("value"),
          "may not set both a target value for metric and a per-pod target");
    }
  }

  private static boolean has(ObjectNode source, String target) {
    return Json.at(source, "target", target) != null;
  }

  private void required(FieldPath path, String target, String detail) {
    errors.required(path.child("target").child(target), detail);
  }

  private String resourceName(ObjectNode source, FieldPath path) {
    String name = Json.text(source, "name");
    if (name.isEmpty()) {
      errors.required(path.child("name"), "must specify a resource name");
    }
    return name;
  }

  /// A target for what is used of what is asked for.
  private void share(ObjectNode source, FieldPath path) {
    target(source, path);
    boolean share = has(source, "averageUtilization");
    boolean value = has(source, "averageValue");
    if (!share && !value) {
      required(
          path, "averageUtilization", "must set either a target raw value or a target utilization");
    }
    if (share && value) {
      errors.forbidden(
          path.child("target").child("averageValue"),
          "may not set both a target raw value and a target utilization");
    }
  }

  private void name(ObjectNode source, FieldPath path) {
    String name = Json.text(source, "metric", "name");
    FieldPath field = path.child("metric").child("name");
    if (name.isEmpty()) {
      errors.required(field, "must specify a metric name");
    } else {
      errors.eachInvalid(field, name, Names.pathSegment(name));
    }
  }

  private void target(ObjectNode source, FieldPath path) {
    FieldPath field = path.child("target");
    String type = Json.text(source, "target", "type");
    if (type.isEmpty()) {
      errors.required(field.child("type"), "must specify a metric target type");
    }
    if (!TARGETS.contains(type)) {
      errors.invalid(
          field.child("type"), type, "must be either Utilization, Value, or AverageValue");
    }
    for (String amount : List.of("value", "averageValue")) {
      JsonNode given = Json.at(source, "target", amount);
      if (given != null
          && Quantity.tryParse(given.asString()).map(Quantity::signum).orElse(1) <= 0) {
        errors.invalid(field.child(amount), given, "must be positive");
      }
    }
    if (Json.number(source, 1, "target", "averageUtilization") < 1) {
      errors.invalid(
          field.child("averageUtilization"),
          Json.at(source, "target", "averageUtilization"),
          "must be greater than 0");
    }
  }
}
