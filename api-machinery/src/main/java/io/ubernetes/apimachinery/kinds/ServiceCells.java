package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What a Service shows in tables.
final class ServiceCells {

  private ServiceCells() {}

  static String type(ObjectNode service) {
    return Json.text(service, "spec", "type");
  }

  static String clusterIp(ObjectNode service) {
    List<String> addresses = Trees.strings(service, "spec", "clusterIPs");
    return addresses.isEmpty() ? "<none>" : addresses.getFirst();
  }

  static String externalIp(ObjectNode service) {
    List<String> given = Trees.strings(service, "spec", "externalIPs");
    return switch (type(service)) {
      case "ClusterIP", "NodePort" -> Columns.orNone(String.join(",", given));
      case "LoadBalancer" -> balanced(service, given);
      case "ExternalName" -> Json.text(service, "spec", "externalName");
      default -> Ages.UNKNOWN;
    };
  }

  private static String balanced(ObjectNode service, List<String> given) {
    List<String> all = new ArrayList<>();
    String balancers = balancers(service);
    if (!balancers.isEmpty()) {
      all.add(balancers);
    }
    all.addAll(given);
    return all.isEmpty() ? "<pending>" : String.join(",", all);
  }

  /// The addresses of balancers in a status, of Services and Ingresses alike.
  static String balancers(ObjectNode service) {
    TreeSet<String> addresses = new TreeSet<>();
    for (ObjectNode ingress : Trees.objects(service, "status", "loadBalancer", "ingress")) {
      String ip = Json.text(ingress, "ip");
      String address = ip.isEmpty() ? Json.text(ingress, "hostname") : ip;
      if (!address.isEmpty()) {
        addresses.add(address);
      }
    }
    return String.join(",", addresses);
  }

  static String ports(ObjectNode service) {
    return Columns.orNone(
        Trees.objects(service, "spec", "ports").stream()
            .map(ServiceCells::port)
            .collect(Collectors.joining(",")));
  }

  private static String port(ObjectNode port) {
    long nodePort = Json.number(port, 0, "nodePort");
    return Json.number(port, 0, "port")
        + (nodePort > 0 ? ":" + nodePort : "")
        + "/"
        + Json.text(port, "protocol");
  }

  static String selector(ObjectNode service) {
    return Columns.orNone(
        Trees.map(service, "spec", "selector").entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(",")));
  }
}
