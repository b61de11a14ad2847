package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The conditions in the status of nodes and pods.
final class Conditions {

  private Conditions() {}

  static @Nullable JsonNode find(ObjectNode object, String type) {
    JsonNode conditions = Json.at(object, "status", "conditions");
    if (conditions != null) {
      for (JsonNode condition : conditions) {
        if (Json.text(condition, "type").equals(type)) {
          return condition;
        }
      }
    }
    return null;
  }

  static boolean isTrue(ObjectNode object, String type) {
    return Json.text(find(object, type), "status").equals("True");
  }

  /// When a condition became what it is; the epoch where it does not say.
  static Instant since(ObjectNode object, String type) {
    String time = Json.text(find(object, type), "lastTransitionTime");
    return time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
  }

  static ObjectNode add(ArrayNode list, String type, String status, Instant since) {
    return list.addObject()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", time(since));
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
