package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a Pod shows in tables. The rules of the STATUS column are those of Kubernetes' printers.
final class PodCells {

  private PodCells() {}

  static String ready(ObjectNode pod) {
    PodState state = PodState.of(pod);
    return state.ready() + "/" + state.total();
  }

  static String status(ObjectNode pod) {
    return PodState.of(pod).reason();
  }

  static String restarts(ObjectNode pod, Instant now) {
    PodState state = PodState.of(pod);
    return state.restarts() == 0 || state.lastRestart().isEmpty()
        ? Long.toString(state.restarts())
        : state.restarts() + " (" + Ages.since(state.lastRestart(), now) + " ago)";
  }

  static String ip(ObjectNode pod) {
    List<ObjectNode> addresses = Trees.objects(pod, "status", "podIPs");
    return Columns.orNone(addresses.isEmpty() ? "" : Json.text(addresses.getFirst(), "ip"));
  }

  static String readinessGates(ObjectNode pod) {
    List<ObjectNode> gates = Trees.objects(pod, "spec", "readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    long open =
        gates.stream().filter(gate -> isTrue(pod, Json.text(gate, "conditionType"))).count();
    return open + "/" + gates.size();
  }

  /// Whether a condition of the pod is true.
  static boolean isTrue(ObjectNode pod, String type) {
    for (ObjectNode condition : Trees.objects(pod, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, "status").equals("True");
      }
    }
    return false;
  }
}
