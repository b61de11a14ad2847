package io.ubernetes.controllers;

import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiResource;
import java.util.List;

/// The resources that the controllers work with.
public final class Resources {

  private static final GroupVersion CORE = new GroupVersion("", "v1");

  public static final ApiResource NAMESPACES =
      ApiResource.clusterScoped(CORE.kind("Namespace"), "namespaces");
  public static final ApiResource NODES = ApiResource.clusterScoped(CORE.kind("Node"), "nodes");
  public static final ApiResource PODS = ApiResource.namespaced(CORE.kind("Pod"), "pods");
  public static final ApiResource CONFIG_MAPS =
      ApiResource.namespaced(CORE.kind("ConfigMap"), "configmaps");
  public static final ApiResource RESOURCE_QUOTAS =
      ApiResource.namespaced(CORE.kind("ResourceQuota"), "resourcequotas");
  public static final ApiResource SERVICES =
      ApiResource.namespaced(CORE.kind("Service"), "services");
  public static final ApiResource VOLUME_CLAIMS =
      ApiResource.namespaced(CORE.kind("PersistentVolumeClaim"), "persistentvolumeclaims");
  public static final ApiResource CLUSTERS =
      ApiResource.clusterScoped(Federation.CLUSTER, "clusters");
  public static final ApiResource PLACEMENTS =
      ApiResource.namespaced(Federation.PLACEMENT, "placements");
  public static final ApiResource REPLICA_SETS =
      ApiResource.namespaced(new GroupVersionKind("apps", "v1", "ReplicaSet"), "replicasets");

  /// The kinds that are propagated to members. A further kind is a further entry.
  public static final List<ApiResource> PROPAGATED = List.of(REPLICA_SETS);

  private Resources() {}

  /// The propagated resource of a kind.
  ///
  /// @throws IllegalArgumentException when the kind is not propagated
  public static ApiResource of(GroupVersionKind kind) {
    return PROPAGATED.stream()
        .filter(resource -> resource.kind().equals(kind))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(kind + " is not propagated"));
  }
}
