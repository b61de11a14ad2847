package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiResources;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A node to be made: its name and labels, and how much there is of it. Immutable.
///
/// @param labels beside those that every node has
/// @param number which one of its cluster it is, from 1 on; gives its address
public record SimulatedNode(String name, int number, Room capacity, Map<String, String> labels) {

  /// Marks the nodes that are simulated; nobody plays any other.
  public static final String LABEL = "simulator.ubernetes.io/node";

  private static final String VERSION = "v1.36.2+simulated";

  public SimulatedNode {
    labels = Map.copyOf(labels);
  }

  /// The object without its status, which a create would not take.
  public ApiObject object() {
    ApiObject node = ApiObject.of(ApiResources.NODES.kind(), "", name);
    ObjectNode all = node.metadata().putObject("labels");
    all.put("kubernetes.io/hostname", name);
    all.put("kubernetes.io/os", "linux");
    all.put("kubernetes.io/arch", "amd64");
    all.put(LABEL, "true");
    labels.forEach(all::put);
    node.json().putObject("spec").put("providerID", "simulated://" + name);
    return node;
  }

  /// A merge patch of the status that makes the node take pods.
  public ObjectNode readyStatus(Instant now) {
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    status.set("capacity", capacity.toResources());
    status.set("allocatable", capacity.toResources());
    status.set("conditions", conditions(now, "True"));
    ArrayNode addresses = status.putArray("addresses");
    addresses.addObject().put("type", "InternalIP").put("address", address());
    addresses.addObject().put("type", "Hostname").put("address", name);
    status
        .putObject("nodeInfo")
        .put("architecture", "amd64")
        .put("bootID", "")
        .put("containerRuntimeVersion", "simulated://1.0")
        .put("kernelVersion", "6.0.0-simulated")
        .put("kubeProxyVersion", "")
        .put("kubeletVersion", VERSION)
        .put("machineID", "")
        .put("operatingSystem", "linux")
        .put("osImage", "Simulated")
        .put("systemUUID", "");
    return patch;
  }

  /// @param ready `True`, `False` or `Unknown`
  public static ArrayNode conditions(Instant now, String ready) {
    ArrayNode conditions = Json.object().arrayNode();
    condition(conditions, "MemoryPressure", "False", "KubeletHasSufficientMemory", now);
    condition(conditions, "DiskPressure", "False", "KubeletHasNoDiskPressure", now);
    condition(conditions, "PIDPressure", "False", "KubeletHasSufficientPID", now);
    String reason = ready.equals("True") ? "KubeletReady" : "KubeletNotReady";
    condition(conditions, "Ready", ready, reason, now);
    return conditions;
  }

  private static void condition(
      ArrayNode list, String type, String status, String reason, Instant now) {
    Conditions.add(list, type, status, now)
        .put("lastHeartbeatTime", Conditions.time(now))
        .put("reason", reason)
        .put("message", "");
  }

  private String address() {
    return "172.16." + (number >> 8) % 256 + "." + number % 256;
  }
}
