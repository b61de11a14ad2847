package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.ResourceType;
import java.util.List;
import java.util.stream.Stream;

/// The list of Kubernetes' kinds that are known here. A new kind is a class of its own and one line
/// in one of these lists.
public final class BuiltinKinds {

  private BuiltinKinds() {}

  /// Kinds that make sense without nodes: what the federation serves as its own.
  public static List<ResourceType> all() {
    return Stream.of(
            List.of(
                NamespaceKind.type(),
                ConfigMapKind.type(),
                SecretKind.type(),
                ServiceKind.type(),
                ServiceAccountKind.type(),
                EventKind.core(),
                EventKind.events(),
                LeaseKind.type(),
                EndpointsKind.type(),
                PersistentVolumeClaimKind.type(),
                ResourceQuotaKind.type(),
                LimitRangeKind.type(),
                EndpointSliceKind.type(),
                StorageClassKind.type()),
            workloads(),
            NetworkingKinds.types(),
            RbacKinds.types(),
            AdmissionRegistrationKinds.types())
        .flatMap(List::stream)
        .toList();
  }

  /// What runs pods, and what says how.
  private static List<ResourceType> workloads() {
    return List.of(
        ReplicaSetKind.type(),
        DeploymentKind.type(),
        StatefulSetKind.type(),
        DaemonSetKind.type(),
        ControllerRevisionKind.type(),
        ReplicationControllerKind.type(),
        PodTemplateKind.type(),
        JobKind.type(),
        CronJobKind.type(),
        HorizontalPodAutoscalerKind.type(),
        PodDisruptionBudgetKind.type(),
        PriorityClassKind.type());
  }

  /// Kinds that say which requests a server answers first, for servers that heed them.
  public static List<ResourceType> flowControl() {
    return FlowControlKinds.types();
  }

  /// Kinds that only a cluster with nodes has.
  public static List<ResourceType> ofMembers() {
    return List.of(PodKind.type(), NodeKind.type());
  }
}
