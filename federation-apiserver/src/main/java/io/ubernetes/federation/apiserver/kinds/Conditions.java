package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import tools.jackson.databind.node.ObjectNode;

/// Reads the conditions in the status of objects.
final class Conditions {

  private Conditions() {}

  /// `True`, `False`, or `Unknown`, also where there is no such condition.
  static String status(ObjectNode object, String type) {
    for (ObjectNode condition : Trees.objects(object, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, "status");
      }
    }
    return "Unknown";
  }
}
