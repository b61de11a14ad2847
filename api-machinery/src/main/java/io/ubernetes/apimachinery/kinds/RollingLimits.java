package io.ubernetes.apimachinery.kinds;

import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How far a rolling update of a Deployment or DaemonSet may go at one time.
final class RollingLimits {

  private RollingLimits() {}

  /// @return a number or a share; 0 where none is given
  static JsonNode of(ObjectNode rolling, String name) {
    JsonNode limit = Json.at(rolling, name);
    return limit == null ? rolling.numberNode(0) : limit;
  }

  /// The strategy of an update as Kubernetes shows its own form of it.
  static String shown(String type, @Nullable ObjectNode rolling) {
    ObjectNode shown = Json.object().put("Type", type);
    if (rolling == null) {
      shown.putNull("RollingUpdate");
    } else {
      ObjectNode limits = shown.putObject("RollingUpdate");
      limits.set("MaxUnavailable", of(rolling, "maxUnavailable"));
      limits.set("MaxSurge", of(rolling, "maxSurge"));
    }
    return Json.MAPPER.writeValueAsString(shown);
  }
}
