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

  public static final WorkloadKind CONFIG_MAPS =
      new WorkloadKind(
          new GroupVersionKind("", "v1", "ConfigMap"),
          new GroupVersionResource("", "v1", "configmaps"),
          List.of(),
          List.of(),
          null);

  public static final WorkloadKind SERVICES =
      new WorkloadKind(
          new GroupVersionKind("", "v1", "Service"),
          new GroupVersionResource("", "v1", "services"),
          List.of(),
          List.of(),
          null);

  /// All for which Placements are written. Secrets are not among them: who is to see their labels
  /// can read them.
  public static final List<WorkloadKind> ALL =
      List.of(
          REPLICA_SETS,
          DEPLOYMENTS,
          STATEFUL_SETS,
          JOBS,
          CRON_JOBS,
          DAEMON_SETS,
          CONFIG_MAPS,
          SERVICES);

  /// Those that the controllers carry to members.
  private static final List<WorkloadKind> CARRIED = List.of(REPLICA_SETS);

  /// Those that stay in the federation unless a policy selects them, or they name one: the default
  /// policy of a namespace is for what runs.
  private static final List<WorkloadKind> ONLY_SELECTED = List.of(CONFIG_MAPS, SERVICES);

  /// In every namespace of every cluster, with that cluster's own content.
  private static final String ROOT_AUTHORITY = "kube-root-ca.crt";

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
        && !(object.kind().equals("ConfigMap") && object.name().equals(ROOT_AUTHORITY))
        && !"true".equals(object.labels().get(CONTROL_PLANE_LABEL));
  }

  /// Whether a controller makes of a decision what it says. Where none does, nothing in members can
  /// be waited for, and no room is kept.
  static boolean isCarried(GroupVersionKind kind) {
    return isAmong(CARRIED, kind);
  }

  /// Whether objects of the kind are placed only where a policy selects them.
  static boolean isOnlySelected(GroupVersionKind kind) {
    return isAmong(ONLY_SELECTED, kind);
  }

  private static boolean isAmong(List<WorkloadKind> kinds, GroupVersionKind kind) {
    return kinds.stream().anyMatch(known -> known.kind().equals(kind));
  }
}
