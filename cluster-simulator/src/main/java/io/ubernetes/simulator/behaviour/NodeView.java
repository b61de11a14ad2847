package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// What placing pods needs of a node. Immutable.
///
/// @param ready whether its kubelet says that it takes pods
/// @param cordoned whether an administrator has closed it
record NodeView(
    String name,
    Map<String, String> labels,
    Room allocatable,
    boolean ready,
    boolean cordoned,
    List<Taint> taints,
    String address) {

  static NodeView of(ApiObject node) {
    JsonNode cordon = Json.at(node.json(), "spec", "unschedulable");
    return new NodeView(
        node.name(),
        Map.copyOf(node.labels()),
        Room.ofResources(Json.at(node.json(), "status", "allocatable")),
        Conditions.isTrue(node.json(), "Ready"),
        cordon != null && cordon.asBoolean(false),
        Taint.listOf(Json.at(node.json(), "spec", "taints")),
        address(node));
  }

  private static String address(ApiObject node) {
    JsonNode addresses = Json.at(node.json(), "status", "addresses");
    if (addresses != null) {
      for (JsonNode address : addresses) {
        if (Json.text(address, "type").equals("InternalIP")) {
          return Json.text(address, "address");
        }
      }
    }
    return "";
  }
}
