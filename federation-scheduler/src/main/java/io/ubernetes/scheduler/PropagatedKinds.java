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

  public static final WorkloadKind REPLICA_SETS =
      new WorkloadKind(
          new GroupVersionKind("apps", "v1", "ReplicaSet"),
          new GroupVersionResource("apps", "v1", "replicasets"),
          List.of("spec", "replicas"),
          List.of("spec", "template", "spec"),
          Federation.V1_REPLICA_SET_PREFERENCES);

  public static final List<WorkloadKind> ALL = List.of(REPLICA_SETS);

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
