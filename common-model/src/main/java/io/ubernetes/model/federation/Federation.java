package io.ubernetes.model.federation;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The names of the federation's own API, each in this one place.
public final class Federation {

  public static final String GROUP = "federation.ubernetes.io";
  public static final GroupVersion V1BETA1 = new GroupVersion(GROUP, "v1beta1");

  public static final GroupVersionKind CLUSTER = V1BETA1.kind("Cluster");
  public static final GroupVersionKind PLACEMENT = V1BETA1.kind("Placement");
  public static final GroupVersionKind PROPAGATION_POLICY = V1BETA1.kind("PropagationPolicy");
  public static final GroupVersionKind CLUSTER_PROPAGATION_POLICY =
      V1BETA1.kind("ClusterPropagationPolicy");

  /// The namespace that holds members' credentials and leases; it is never propagated.
  public static final String SYSTEM_NAMESPACE = "federation-system";

  /// Label of an object that names the PropagationPolicy (of its namespace) that it is bound to.
  public static final String POLICY_LABEL = GROUP + "/policy";

  /// Label that the federation puts on everything it creates in a member.
  public static final String MANAGED_LABEL = GROUP + "/managed";

  /// Annotation in a member: the uid of the federation that owns the object, which is the uid of
  /// the federation's `kube-system` namespace. Nothing without it is ever changed or deleted.
  public static final String OWNED_BY_ANNOTATION = GROUP + "/owned-by";

  /// Annotation in a member: the uid of the federated object that this one is a part of.
  public static final String SOURCE_UID_ANNOTATION = GROUP + "/source-uid";

  /// Annotation in a member: the generation of the federated object that was last applied.
  public static final String SOURCE_GENERATION_ANNOTATION = GROUP + "/source-generation";

  /// Annotation on an existing member object that allows the federation to take it over.
  public static final String ADOPT_ANNOTATION = GROUP + "/adopt";

  /// Annotation of an object that, when it says `true`, lets a dry run of a write of it answer with
  /// warnings that tell where it would be placed.
  public static final String EXPLAIN_ANNOTATION = GROUP + "/explain";

  /// Keeps a Placement until every member has let go of its part.
  public static final String MEMBERS_FINALIZER = GROUP + "/members";

  /// Field manager of everything that the federation applies in members.
  public static final String FIELD_MANAGER = "ubernetes";

  /// Federation v1's wish for a ReplicaSet's division, as JSON.
  public static final String V1_REPLICA_SET_PREFERENCES =
      "federation.kubernetes.io/replica-set-preferences";

  /// As [#V1_REPLICA_SET_PREFERENCES], of a Deployment.
  public static final String V1_DEPLOYMENT_PREFERENCES =
      "federation.kubernetes.io/deployment-preferences";

  /// As [#V1_REPLICA_SET_PREFERENCES], of a Job.
  public static final String V1_JOB_PREFERENCES = "federation.kubernetes.io/job-preferences";

  private Federation() {}

  /// Binds the spec of an object of the federation's kinds. An object without a spec gives the
  /// record of an empty one.
  public static <T> T spec(ApiObject object, Class<T> type) {
    return bind(object.spec(), type);
  }

  /// Binds the status of an object of the federation's kinds, as [#spec] does.
  public static <T> T status(ApiObject object, Class<T> type) {
    return bind(object.status(), type);
  }

  private static <T> T bind(@Nullable JsonNode part, Class<T> type) {
    return Json.MAPPER.treeToValue(part == null ? Json.object() : part, type);
  }
}
