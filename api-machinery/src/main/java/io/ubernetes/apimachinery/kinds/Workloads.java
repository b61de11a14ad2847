package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Cells that kinds with a pod template have in common.
final class Workloads {

  private Workloads() {}

  /// Names of the containers, with commas between them.
  static String names(ObjectNode workload) {
    return containers(template(workload), "name");
  }

  /// Images of the containers, with commas between them.
  static String images(ObjectNode workload) {
    return containers(template(workload), "image");
  }

  /// A field of each container of a template, with commas between them.
  static String containers(ObjectNode template, String field) {
    return Trees.objects(template, "spec", "containers").stream()
        .map(container -> Json.text(container, field))
        .collect(Collectors.joining(","));
  }

  /// The template of a workload's pods, empty when there is none.
  static ObjectNode template(ObjectNode workload) {
    ObjectNode template = Trees.object(workload, "spec", "template");
    return template == null ? Json.object() : template;
  }

  /// The selector in the form in which one is given on a command line.
  static String selector(ObjectNode workload) {
    return selector(Json.at(workload, "spec", "selector"));
  }

  static String selector(@Nullable JsonNode selector) {
    return Columns.orNone(selector == null ? "" : LabelSelector.fromJson(selector).toString());
  }

  /// Labels as they are shown in one cell.
  static String labels(Map<String, String> labels) {
    return Columns.orNone(
        new TreeMap<>(labels)
            .entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(",")));
  }

  static Column containerNames() {
    return Columns.wide("Containers", "Names of the containers in the template.", Workloads::names)
        .reading("spec.template.spec.containers.name");
  }

  static Column containerImages() {
    return Columns.wide("Images", "Images of the containers in the template.", Workloads::images)
        .reading("spec.template.spec.containers.image");
  }

  static Column selectorColumn() {
    return Columns.wide("Selector", "Which pods belong to it.", Workloads::selector)
        .reading("spec.selector");
  }

  static Column readyColumn() {
    return Columns.text("Ready", "How many of the wanted pods are ready.", Workloads::ready)
        .reading("status.readyReplicas", "spec.replicas");
  }

  /// How many of the wanted pods are ready.
  private static String ready(ObjectNode workload) {
    return Json.number(workload, 0, "status", "readyReplicas")
        + "/"
        + Json.number(workload, 0, "spec", "replicas");
  }

  static Column number(String name, String description, String... path) {
    return Columns.integer(name, description, workload -> Json.number(workload, 0, path))
        .reading(String.join(".", path));
  }
}
