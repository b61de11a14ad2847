package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a kubelet writes into a pod's status.
final class PodStatus {

  private PodStatus() {}

  /// The status of a pod all of whose containers run and are ready.
  static ObjectNode running(ObjectNode pod, String hostIp, String podIp, Instant now) {
    ObjectNode status = Json.object().put("phase", "Running");
    ArrayNode conditions = status.putArray("conditions");
    for (String type :
        new String[] {
          "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"
        }) {
      boolean before = Conditions.isTrue(pod, type);
      Conditions.add(conditions, type, "True", before ? Conditions.since(pod, type) : now);
    }
    status.put("hostIP", hostIp);
    status.putArray("hostIPs").addObject().put("ip", hostIp);
    status.put("podIP", podIp);
    status.putArray("podIPs").addObject().put("ip", podIp);
    status.put("startTime", Conditions.time(now));
    ArrayNode containers = status.putArray("containerStatuses");
    JsonNode declared = Json.at(pod, "spec", "containers");
    if (declared != null) {
      declared.forEach(container -> container(containers.addObject(), pod, container, now));
    }
    return status;
  }

  private static void container(
      ObjectNode status, ObjectNode pod, JsonNode container, Instant now) {
    String name = Json.text(container, "name");
    String image = Json.text(container, "image");
    status.put("name", name);
    status.putObject("state").putObject("running").put("startedAt", Conditions.time(now));
    status.putObject("lastState");
    status.put("ready", true).put("started", true).put("restartCount", 0);
    status.put("image", image).put("imageID", image);
    status.put("containerID", "simulated://" + Json.text(pod, "metadata", "uid") + "/" + name);
  }
}
