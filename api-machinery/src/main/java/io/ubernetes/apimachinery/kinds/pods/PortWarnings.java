package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Warns of ports of a pod's containers that get into each other's way. Owned by one validation.
final class PortWarnings {

  private final Map<String, List<Port>> ports = new HashMap<>();
  private final Map<String, FieldPath> names = new HashMap<>();
  private final List<String> ofNames = new ArrayList<>();
  private final List<String> warnings;

  PortWarnings(List<String> warnings) {
    this.warnings = warnings;
  }

  private record Port(FieldPath path, ObjectNode given) {

    String hostIp() {
      return Json.text(given, "hostIP");
    }

    long hostPort() {
      return Json.number(given, 0, "hostPort");
    }
  }

  void container(ObjectNode container, FieldPath path) {
    List<ObjectNode> given = Trees.objects(container, "ports");
    for (int i = 0; i < given.size(); i++) {
      Port port = new Port(path.child("ports").index(i), given.get(i));
      one(port);
      name(Json.text(port.given, "name"), port.path);
    }
  }

  private void one(Port port) {
    if (!port.hostIp().isEmpty() && port.hostPort() == 0) {
      warnings.add(port.path + ": hostIP set without hostPort: " + shown(port.given));
    }
    String key =
        Json.number(port.given, 0, "containerPort") + "/" + Json.text(port.given, "protocol");
    List<Port> others = ports.computeIfAbsent(key, k -> new ArrayList<>());
    for (Port other : others) {
      String conflict = conflict(port, other);
      if (!conflict.isEmpty()) {
        warnings.add(port.path + ": " + conflict + " port definition with " + other.path);
      }
    }
    others.add(port);
  }

  private static String conflict(Port one, Port other) {
    if (one.hostIp().equals(other.hostIp()) && one.hostPort() == other.hostPort()) {
      return "duplicate";
    }
    if (one.hostPort() == 0 || other.hostPort() == 0) {
      return "overlapping";
    }
    boolean everywhere = one.hostIp().isEmpty() != other.hostIp().isEmpty();
    return one.hostPort() == other.hostPort() && everywhere ? "dangerously ambiguous" : "";
  }

  /// As Go prints a port.
  private static String shown(ObjectNode port) {
    return "{Name:%s HostPort:%d ContainerPort:%d Protocol:%s HostIP:%s}"
        .formatted(
            Json.text(port, "name"),
            Json.number(port, 0, "hostPort"),
            Json.number(port, 0, "containerPort"),
            Json.text(port, "protocol"),
            Json.text(port, "hostIP"));
  }

  private void name(String name, FieldPath path) {
    FieldPath other = name.isEmpty() ? null : names.putIfAbsent(name, path);
    if (other != null) {
      ofNames.add(
          "%s: duplicate port name %s with %s, services and probes that select ports by name will"
                  .formatted(path, GoText.quote(name), other)
              + " use "
              + other);
    }
  }

  /// Names are told of after the numbers.
  void end() {
    warnings.addAll(ofNames);
  }
}
