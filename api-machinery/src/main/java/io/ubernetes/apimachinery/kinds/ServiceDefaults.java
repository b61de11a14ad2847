package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills in what a Service does not say.
final class ServiceDefaults {

  private static final int AFFINITY_SECONDS = 10_800;

  private ServiceDefaults() {}

  static void apply(ObjectNode service) {
    ObjectNode spec = Trees.makeObject(service, "spec");
    affinity(spec);
    Trees.defaultText(spec, "type", "ClusterIP");
    Trees.objects(spec, "ports").forEach(ServiceDefaults::port);
    String type = Json.text(spec, "type");
    if (isReachableFromOutside(spec)) {
      Trees.defaultText(spec, "externalTrafficPolicy", "Cluster");
    }
    if (List.of("ClusterIP", "NodePort", "LoadBalancer").contains(type)) {
      Trees.defaultText(spec, "internalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      if (Json.at(spec, "allocateLoadBalancerNodePorts") == null) {
        spec.put("allocateLoadBalancerNodePorts", true);
      }
      for (ObjectNode ingress : Trees.objects(service, "status", "loadBalancer", "ingress")) {
        if (!Json.text(ingress, "ip").isEmpty()) {
          Trees.defaultText(ingress, "ipMode", "VIP");
        }
      }
    }
    Trees.defaultObject(Trees.makeObject(service, "status"), "loadBalancer");
  }

  private static void affinity(ObjectNode spec) {
    Trees.defaultText(spec, "sessionAffinity", "None");
    switch (Json.text(spec, "sessionAffinity")) {
      case "None" -> spec.remove("sessionAffinityConfig");
      case "ClientIP" -> {
        if (Json.at(spec, "sessionAffinityConfig", "clientIP", "timeoutSeconds") == null) {
          spec.putObject("sessionAffinityConfig")
              .putObject("clientIP")
              .put("timeoutSeconds", AFFINITY_SECONDS);
        }
      }
      default -> {}
    }
  }

  private static void port(ObjectNode port) {
    Trees.defaultText(port, "protocol", "TCP");
    JsonNode target = Json.at(port, "targetPort");
    boolean none =
        target == null
            || (target.isNumber() && target.asInt() == 0)
            || (target.isString() && target.stringValue().isEmpty());
    JsonNode number = Json.at(port, "port");
    if (none && number != null) {
      port.set("targetPort", number);
    }
  }

  static boolean isReachableFromOutside(ObjectNode spec) {
    String type = Json.text(spec, "type");
    return type.equals("LoadBalancer")
        || type.equals("NodePort")
        || (type.equals("ClusterIP") && !Trees.strings(spec, "externalIPs").isEmpty());
  }

  /// Makes `clusterIP` and `clusterIPs` agree, and says which family of addresses is meant. Two
  /// families are a cluster's own wish, so one is assumed.
  static void settleFamilies(ObjectNode spec) {
    if (Json.text(spec, "type").equals("ExternalName")) {
      return;
    }
    String first = Json.text(spec, "clusterIP");
    List<String> all = Trees.strings(spec, "clusterIPs");
    if (!first.isEmpty() && all.isEmpty()) {
      spec.putArray("clusterIPs").add(first);
    } else if (first.isEmpty() && !all.isEmpty()) {
      spec.put("clusterIP", all.getFirst());
    }
    boolean both =
        Trees.strings(spec, "ipFamilies").isEmpty()
            && Json.text(spec, "ipFamilyPolicy").isEmpty()
            && ServiceRules.isHeadless(spec)
            && Trees.map(spec, "selector").isEmpty();
    if (both) {
      // Whoever fills in the endpoints of such a Service may fill in any.
      spec.putArray("ipFamilies").add("IPv4").add("IPv6");
    } else if (Trees.strings(spec, "ipFamilies").isEmpty()) {
      families(spec, Trees.strings(spec, "clusterIPs"));
    }
    Trees.defaultText(
        spec,
        "ipFamilyPolicy",
        Trees.strings(spec, "ipFamilies").size() > 1 ? "RequireDualStack" : "SingleStack");
  }

  private static void families(ObjectNode spec, List<String> addresses) {
    ArrayNode families = spec.putArray("ipFamilies");
    for (String address : addresses) {
      families.add(address.contains(":") ? "IPv6" : "IPv4");
    }
    if (families.isEmpty()) {
      families.add("IPv4");
    }
  }

  /// An update that does not speak of addresses and node ports leaves them as they are.
  static void keepAddresses(ObjectNode spec, ObjectNode old) {
    if (needsAddress(spec)
        && needsAddress(old)
        && Json.text(spec, "clusterIP").isEmpty()
        && Trees.strings(spec, "clusterIPs").isEmpty()) {
      copy(spec, old, "clusterIP");
      copy(spec, old, "clusterIPs");
    }
    if (needsNodePorts(spec) && needsNodePorts(old)) {
      for (ObjectNode port : Trees.objects(spec, "ports")) {
        if (Json.number(port, 0, "nodePort") == 0) {
          keepNodePort(port, old);
        }
      }
      if (Json.number(spec, 0, "healthCheckNodePort") == 0) {
        copy(spec, old, "healthCheckNodePort");
      }
    }
  }

  static boolean needsAddress(ObjectNode spec) {
    return !Json.text(spec, "type").equals("ExternalName");
  }

  static boolean needsNodePorts(ObjectNode spec) {
    String type = Json.text(spec, "type");
    return type.equals("NodePort") || type.equals("LoadBalancer");
  }

  private static void keepNodePort(ObjectNode port, ObjectNode old) {
    for (ObjectNode before : Trees.objects(old, "ports")) {
      if (Json.number(before, 0, "port") == Json.number(port, 0, "port")
          && Json.text(before, "protocol").equals(Json.text(port, "protocol"))) {
        copy(port, before, "nodePort");
      }
    }
  }

  private static void copy(ObjectNode target, ObjectNode source, String field) {
    JsonNode value = Json.at(source, field);
    if (value != null) {
      target.set(field, value.deepCopy());
    }
  }
}
