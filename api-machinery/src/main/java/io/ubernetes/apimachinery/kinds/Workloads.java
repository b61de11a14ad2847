package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Cells that kinds with a pod template have in common.
final class Workloads {

  private Workloads() {}

  /// Names of the containers, with commas between them.
  static String names(ObjectNode workload) {
    return containers(workload, "name");
  }

  /// Images of the containers, with commas between them.
  static String images(ObjectNode workload) {
    return containers(workload, "image");
  }

  private static String containers(ObjectNode workload, String field) {
    return Trees.objects(workload, "spec", "template", "spec", "containers").stream()
        .map(container -> Json.text(container, field))
        .collect(Collectors.joining(","));
  }

  /// The selector in the form in which one is given on a command line.
  static String selector(ObjectNode workload) {
    JsonNode selector = Json.at(workload, "spec", "selector");
    return Columns.orNone(selector == null ? "" : LabelSelector.fromJson(selector).toString());
  }
}
