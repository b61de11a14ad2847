package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.GroupVersionResource;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.util.List;

/// The kinds that are placed, and the objects among them that stay in the federation. A further
/// kind is a further entry.
public final class PropagatedKinds {

  private static final List<String> POD_TEMPLATE = List.of("spec", "template", "spec");

  public static final WorkloadKind REPLICA_SETS =
      new WorkloadKind(
          new GroupVersionKind("apps", "v1", "ReplicaSet"),
          new GroupVersionResource("apps", "v1", "replicasets"),
          List.of("spec", "replicas"),
          POD_TEMPLATE,
          Federation.V1_REPLICA_SET_PREFERENCES);

  public static final WorkloadKind DEPLOYMENTS =
      new WorkloadKind(
          new GroupVersionKind("apps", "v1", "Deployment"),
          new GroupVersionResource("apps", "v1", "deployments"),
          List.of("spec", "replicas"),
          POD_TEMPLATE,
          Federation.V1_DEPLOYMENT_PREFERENCES);

  public static final WorkloadKind STATEFUL_SETS =
      new WorkloadKind(
          new GroupVersionKind("apps", "v1", "StatefulSet"),
          new GroupVersionResource("apps", "v1", "statefulsets"),
          List.of("spec", "replicas"),
          POD_TEMPLATE,
          null,
          WorkloadKind.Slices.ORDINALS);

  public static final WorkloadKind JOBS =
      new WorkloadKind(
          new GroupVersionKind("batch", "v1", "Job"),
          new GroupVersionResource("batch", "v1", "jobs"),
          List.of("spec", "parallelism"),
          POD_TEMPLATE,
          Federation.V1_JOB_PREFERENCES,
          WorkloadKind.Slices.COMPLETIONS);

  /// Goes whole to every cluster that may be used, as everything without replicas.
  public static final WorkloadKind CRON_JOBS =
      new WorkloadKind(
          new GroupVersionKind("batch", "v1", "CronJob"),
          new GroupVersionResource("batch", "v1", "cronjobs"),
          List.of(),
          List.of(),
          null);

  public static final WorkloadKind DAEMON_SETS =
      new WorkloadKind(
          new GroupVersionKind("apps", "v1", "DaemonSet"),
          new GroupVersionResource("apps", "v1", "daemonsets"),
          List.of(),
          List.of(),
          null);

  /// Those that the controllers carry to members, so that Placements are written for them.
  public static final List<WorkloadKind> ALL = List.of(REPLICA_SETS);

  /// Those for which it can be told where they would go.
  public static final List<WorkloadKind> DECIDED =
      List.of(REPLICA_SETS, DEPLOYMENTS, STATEFUL_SETS, JOBS, CRON_JOBS, DAEMON_SETS);

  /// Federation v1's label for what runs the federation itself.
  static final String CONTROL_PLANE_LABEL = "federation.kubernetes.io/federation-control-plane";

  /// Federation v1's namespace for objects that are meant for the federation alone.
  private static final String FEDERATION_ONLY = "federation-only";

  private static final String KUBERNETES_OWN = "kube-";

  private PropagatedKinds() {}

  static boolean isPropagated(ApiObject object) {
    String namespace = object.namespace();
    return !namespace.equals(Federation.SYSTEM_NAMESPACE)
        && !namespace.equals(FEDERATION_ONLY)
        && !namespace.startsWith(KUBERNETES_OWN)
        && !"true".equals(object.labels().get(CONTROL_PLANE_LABEL));
  }
}
