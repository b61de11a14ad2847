package io.ubernetes.runtime.client;

import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.federation.Federation;

/// The resources that the controllers know by name. Any other is made where it is needed.
public final class ApiResources {

  private static final GroupVersion CORE = new GroupVersion("", "v1");
  private static final GroupVersion APPS = new GroupVersion("apps", "v1");

  public static final ApiResource NAMESPACES =
      ApiResource.clusterScoped(CORE.kind("Namespace"), "namespaces");
  public static final ApiResource NODES = ApiResource.clusterScoped(CORE.kind("Node"), "nodes");
  public static final ApiResource PODS = ApiResource.namespaced(CORE.kind("Pod"), "pods");
  public static final ApiResource SECRETS = ApiResource.namespaced(CORE.kind("Secret"), "secrets");
  public static final ApiResource CONFIG_MAPS =
      ApiResource.namespaced(CORE.kind("ConfigMap"), "configmaps");
  public static final ApiResource SERVICES =
      ApiResource.namespaced(CORE.kind("Service"), "services");
  public static final ApiResource SERVICE_ACCOUNTS =
      ApiResource.namespaced(CORE.kind("ServiceAccount"), "serviceaccounts");
  public static final ApiResource REPLICA_SETS =
      ApiResource.namespaced(APPS.kind("ReplicaSet"), "replicasets");
  public static final ApiResource DEPLOYMENTS =
      ApiResource.namespaced(APPS.kind("Deployment"), "deployments");
  public static final ApiResource LEASES =
      ApiResource.namespaced(new GroupVersion("coordination.k8s.io", "v1").kind("Lease"), "leases");
  public static final ApiResource PRIORITY_CLASSES =
      ApiResource.clusterScoped(
          new GroupVersion("scheduling.k8s.io", "v1").kind("PriorityClass"), "priorityclasses");
  public static final ApiResource EVENTS =
      ApiResource.namespaced(new GroupVersion("events.k8s.io", "v1").kind("Event"), "events");

  public static final ApiResource CLUSTERS =
      ApiResource.clusterScoped(Federation.CLUSTER, "clusters");
  public static final ApiResource PLACEMENTS =
      ApiResource.namespaced(Federation.PLACEMENT, "placements");
  public static final ApiResource PROPAGATION_POLICIES =
      ApiResource.namespaced(Federation.PROPAGATION_POLICY, "propagationpolicies");

  public static final ApiResource CLUSTER_PROPAGATION_POLICIES =
      ApiResource.clusterScoped(
          Federation.CLUSTER_PROPAGATION_POLICY, "clusterpropagationpolicies");

  private ApiResources() {}
}
