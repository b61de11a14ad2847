package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.pods.PortRules;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the ports of a Service.
final class ServicePortRules {

  private static final FieldPath PORTS = ServiceRules.SPEC.child("ports");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private final ObjectNode spec;
  private final List<ObjectNode> ports;
  private final FieldErrors errors;

  ServicePortRules(ObjectNode spec, FieldErrors errors) {
    this.spec = spec;
    this.ports = Trees.objects(spec, "ports");
    this.errors = errors;
  }

  /// What is wrong with single ports.
  void each() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      FieldPath path = PORTS.index(i);
      name(Json.text(port, "name"), path.child("name"), names);
      long number = Json.number(port, 0, "port");
      errors.eachInvalid(path.child("port"), number, Names.portNumber(number));
      errors.requiredOneOf(path.child("protocol"), Json.text(port, "protocol"), PROTOCOLS);
      PortRules.numberOrName(Json.at(port, "targetPort"), path.child("targetPort"), errors);
      if (Json.at(port, "appProtocol") != null) {
        String protocol = Json.text(port, "appProtocol");
        errors.eachInvalid(path.child("appProtocol"), protocol, Names.qualifiedName(protocol));
      }
    }
  }

  private void name(String name, FieldPath path, Set<String> names) {
    if (name.isEmpty()) {
      if (ports.size() > 1) {
        errors.required(path);
      }
      return;
    }
    errors.eachInvalid(path, name, Names.dns1123Label(name));
    if (!names.add(name)) {
      errors.duplicate(path, name);
    }
  }

  /// What is wrong with them taken together.
  void together() {
    if (Json.text(spec, "type").equals("ClusterIP")) {
      for (int i = 0; i < ports.size(); i++) {
        if (Json.number(ports.get(i), 0, "nodePort") != 0) {
          errors.forbidden(
              PORTS.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'");
        }
      }
    }
    Set<String> nodePorts = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      long nodePort = Json.number(ports.get(i), 0, "nodePort");
      if (nodePort != 0 && !nodePorts.add(Json.text(ports.get(i), "protocol") + nodePort)) {
        errors.duplicateShown(PORTS.index(i).child("nodePort"), Long.toString(nodePort));
      }
    }
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String protocol = Json.text(ports.get(i), "protocol");
      long number = Json.number(ports.get(i), 0, "port");
      if (!numbers.add(protocol + number)) {
        errors.duplicateShown(PORTS.index(i), shown(protocol, number));
      }
    }
  }

  /// As Go shows the two fields that are compared.
  private static String shown(String protocol, long number) {
    return "{\"Name\":\"\",\"Protocol\":"
        + GoText.quote(protocol)
        + ",\"AppProtocol\":null,\"Port\":"
        + number
        + ",\"TargetPort\":0,\"NodePort\":0}";
  }
}
