package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// What goes by itself when a Service becomes one of another type: fields that mean nothing to the
/// new type, that may have been filled in by the server, and that the client did not change. What
/// was changed stays, and is refused.
final class ServiceTypeChange {

  private ServiceTypeChange() {}

  /// @param spec of the Service as it is wanted; changed in place
  static void drop(ObjectNode spec, ObjectNode old) {
    if (ends(spec, old, ServiceDefaults::needsAddress)) {
      if (same(spec, old, "clusterIP") && same(spec, old, "clusterIPs")) {
        spec.remove(List.of("clusterIP", "clusterIPs"));
      }
      dropIfSame(spec, old, "ipFamilies");
      dropIfSame(spec, old, "ipFamilyPolicy");
    }
    if (ends(spec, old, ServiceDefaults::needsNodePorts)
        && nodePorts(spec).equals(nodePorts(old))) {
      Trees.objects(spec, "ports").forEach(port -> port.remove("nodePort"));
    }
    if (ends(spec, old, ServiceTypeChange::needsHealthCheck)) {
      dropIfSame(spec, old, "healthCheckNodePort");
    }
    if (ends(spec, old, ServiceTypeChange::isBalanced)) {
      dropIfSame(spec, old, "allocateLoadBalancerNodePorts");
      dropIfSame(spec, old, "loadBalancerClass");
    }
    if (ends(spec, old, ServiceDefaults::isReachableFromOutside)) {
      dropIfSame(spec, old, "externalTrafficPolicy");
    }
  }

  private static boolean ends(ObjectNode spec, ObjectNode old, Predicate<ObjectNode> property) {
    return property.test(old) && !property.test(spec);
  }

  private static boolean isBalanced(ObjectNode spec) {
    return Json.text(spec, "type").equals("LoadBalancer");
  }

  private static boolean needsHealthCheck(ObjectNode spec) {
    return isBalanced(spec) && Json.text(spec, "externalTrafficPolicy").equals("Local");
  }

  private static List<Long> nodePorts(ObjectNode spec) {
    return Trees.objects(spec, "ports").stream()
        .map(port -> Json.number(port, 0, "nodePort"))
        .filter(port -> port != 0)
        .sorted()
        .distinct()
        .toList();
  }

  private static boolean same(ObjectNode spec, ObjectNode old, String field) {
    return Trees.same(Json.at(spec, field), Json.at(old, field));
  }

  private static void dropIfSame(ObjectNode spec, ObjectNode old, String field) {
    if (same(spec, old, field)) {
      spec.remove(field);
    }
  }
}
