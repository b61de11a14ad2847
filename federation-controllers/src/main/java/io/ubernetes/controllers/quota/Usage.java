package io.ubernetes.controllers.quota;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Counts what Services and PersistentVolumeClaims use beside their number. Pure functions.
final class Usage {

  private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
  private static final String CLASS = ".storageclass.storage.k8s.io/";

  private Usage() {}

  /// Whether a resource name is about what pods use. A federation has no pods, so nothing is used.
  static boolean isOfPods(String name) {
    return name.equals("cpu")
        || name.equals("memory")
        || name.equals("ephemeral-storage")
        || name.equals("pods")
        || name.equals("count/pods")
        || name.startsWith("limits.")
        || name.startsWith("hugepages-")
        || (name.startsWith("requests.") && !name.equals("requests.storage"));
  }

  static Quantity loadBalancers(List<ApiObject> services) {
    return Quantity.of(
        services.stream().filter(service -> type(service).equals("LoadBalancer")).count());
  }

  static Quantity nodePorts(List<ApiObject> services) {
    return Quantity.of(services.stream().mapToLong(Usage::nodePorts).sum());
  }

  private static long nodePorts(ApiObject service) {
    JsonNode ports = service.json().path("spec").path("ports");
    boolean allocated =
        service.json().path("spec").path("allocateLoadBalancerNodePorts").asBoolean(true);
    return switch (type(service)) {
      case "NodePort" -> ports.size();
      case "LoadBalancer" ->
          allocated
              ? ports.size()
              : ports.valueStream().filter(p -> Json.number(p, 0, "nodePort") != 0).count();
      default -> 0;
    };
  }

  private static String type(ApiObject service) {
    return Json.text(service.json(), "spec", "type");
  }

  /// What claims use of a resource of volumes; empty when the name is none of those.
  static Optional<Quantity> ofClaims(String name, List<ApiObject> claims) {
    if (name.equals("requests.storage")) {
      return Optional.of(storage(claims));
    }
    int at = name.indexOf(CLASS);
    if (at < 0) {
      return Optional.empty();
    }
    String storageClass = name.substring(0, at);
    List<ApiObject> ofClass =
        claims.stream().filter(claim -> storageClass(claim).equals(storageClass)).toList();
    return switch (name.substring(at + CLASS.length())) {
      case "persistentvolumeclaims" -> Optional.of(Quantity.of(ofClass.size()));
      case "requests.storage" -> Optional.of(storage(ofClass));
      default -> Optional.empty();
    };
  }

  private static Quantity storage(List<ApiObject> claims) {
    Quantity sum = Quantity.ZERO;
    for (ApiObject claim : claims) {
      Quantity requested = quantity(claim, "spec", "resources", "requests", "storage");
      Quantity allocated = quantity(claim, "status", "allocatedResources", "storage");
      sum = sum.add(requested.compareTo(allocated) < 0 ? allocated : requested);
    }
    return sum;
  }

  private static String storageClass(ApiObject claim) {
    String annotated = claim.annotations().getOrDefault(CLASS_ANNOTATION, "");
    return annotated.isEmpty() ? Json.text(claim.json(), "spec", "storageClassName") : annotated;
  }

  private static Quantity quantity(ApiObject object, String... path) {
    JsonNode at = Json.at(object.json(), path);
    return at == null ? Quantity.ZERO : Quantity.tryParse(at.asString()).orElse(Quantity.ZERO);
  }
}
