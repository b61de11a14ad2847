package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Everything that decisions depend on, read once from a federation. Immutable by use: nobody
/// changes what was read.
///
/// @param objects all that can be placed, by what they are
/// @param placements by the object that they are for
record LiveState(
    List<ApiObject> clusters,
    List<ApiObject> policies,
    List<ApiObject> priorityClasses,
    Map<ObjectRef, ApiObject> objects,
    Map<ObjectRef, ApiObject> placements) {

  static LiveState read(ApiClient federationClient) {
    List<ApiObject> policies =
        new ArrayList<>(federationClient.list(ApiResources.PROPAGATION_POLICIES).items());
    policies.addAll(federationClient.list(ApiResources.CLUSTER_PROPAGATION_POLICIES).items());
    Map<ObjectRef, ApiObject> objects = new TreeMap<>(ObjectRef.ORDER);
    for (WorkloadKind kind : PropagatedKinds.ALL) {
      ApiResource resource = ApiResource.namespaced(kind.kind(), kind.resource().resource());
      for (ApiObject object : list(federationClient, resource)) {
        if (!object.isTerminating() && PropagatedKinds.isPropagated(object)) {
          objects.put(new ObjectRef(kind.kind(), object.key()), object);
        }
      }
    }
    Map<ObjectRef, ApiObject> placements = new HashMap<>();
    federationClient
        .list(ApiResources.PLACEMENTS)
        .items()
        .forEach(placement -> placements.put(Placements.target(placement), placement));
    return new LiveState(
        federationClient.list(ApiResources.CLUSTERS).items(),
        policies,
        list(federationClient, ApiResources.PRIORITY_CLASSES),
        objects,
        placements);
  }

  /// A kind that somebody may not read has no objects for them.
  private static List<ApiObject> list(ApiClient client, ApiResource resource) {
    try {
      return client.list(resource).items();
    } catch (ApiClientException refused) {
      if (refused.isForbidden()) {
        return List.of();
      }
      throw refused;
    }
  }

  static Optional<WorkloadKind> kind(GroupVersionKind kind) {
    return PropagatedKinds.ALL.stream().filter(known -> known.kind().equals(kind)).findFirst();
  }

  Optional<ApiObject> object(GroupVersionKind kind, NamespacedName key) {
    return Optional.ofNullable(objects.get(new ObjectRef(kind, key)));
  }
}
