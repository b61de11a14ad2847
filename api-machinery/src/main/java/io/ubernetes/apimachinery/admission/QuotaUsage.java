package io.ubernetes.apimachinery.admission;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What one object uses up of a quota, as Kubernetes' evaluators count it. Compute resources are
/// counted on pods there, and a federation has none. Pure functions.
final class QuotaUsage {

  private static final Quantity ONE = Quantity.of(1);
  private static final GroupResource SERVICES = new GroupResource("", "services");
  private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");

  /// The kinds that were counted by their plain names before `count/` came.
  private static final Set<String> PLAIN =
      Set.of(
          "configmaps",
          "persistentvolumeclaims",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "services");

  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
  private static final String CLASS = ".storageclass.storage.k8s.io/";

  private QuotaUsage() {}

  /// Whether a change of an object can change what it uses.
  static boolean changes(GroupResource resource) {
    return resource.equals(SERVICES) || resource.equals(CLAIMS);
  }

  static Map<String, Quantity> of(GroupResource resource, ObjectNode object) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/" + resource, ONE);
    if (resource.group().isEmpty() && PLAIN.contains(resource.resource())) {
      usage.put(resource.resource(), ONE);
    }
    if (resource.equals(SERVICES)) {
      addService(object, usage);
    }
    if (resource.equals(CLAIMS)) {
      addClaim(object, usage);
    }
    return usage;
  }

  private static void addService(ObjectNode service, Map<String, Quantity> usage) {
    String type = Json.text(service, "spec", "type");
    JsonNode ports = service.path("spec").path("ports");
    long nodePorts = 0;
    if (type.equals("NodePort")) {
      nodePorts = ports.size();
    } else if (type.equals("LoadBalancer")) {
      usage.put("services.loadbalancers", ONE);
      boolean allocated =
          service.path("spec").path("allocateLoadBalancerNodePorts").asBoolean(true);
      nodePorts =
          allocated
              ? ports.size()
              : ports.valueStream().filter(p -> Json.number(p, 0, "nodePort") != 0).count();
    }
    if (nodePorts > 0) {
      usage.put("services.nodeports", Quantity.of(nodePorts));
    }
  }

  private static void addClaim(ObjectNode claim, Map<String, Quantity> usage) {
    String annotated = Json.text(claim, "metadata", "annotations", CLASS_ANNOTATION);
    String storageClass =
        annotated.isEmpty() ? Json.text(claim, "spec", "storageClassName") : annotated;
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + CLASS + "persistentvolumeclaims", ONE);
    }
    Quantity requested = quantity(Json.at(claim, "spec", "resources", "requests", "storage"));
    Quantity allocated = quantity(Json.at(claim, "status", "allocatedResources", "storage"));
    Quantity storage = requested.compareTo(allocated) < 0 ? allocated : requested;
    if (!storage.isZero()) {
      usage.put("requests.storage", storage);
      if (!storageClass.isEmpty()) {
        usage.put(storageClass + CLASS + "requests.storage", storage);
      }
    }
  }

  static Quantity quantity(@org.jspecify.annotations.Nullable JsonNode node) {
    return node == null ? Quantity.ZERO : Quantity.tryParse(node.asString()).orElse(Quantity.ZERO);
  }
}
