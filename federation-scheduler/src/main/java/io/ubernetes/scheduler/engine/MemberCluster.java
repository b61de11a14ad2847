package io.ubernetes.scheduler.engine;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.ClusterSpec;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A member as the engine sees it. Immutable.
///
/// @param terminating whether it is being removed from the federation
/// @param freeRoom what it has free, without what was promised to other objects
/// @param apiVersions what it serves, such as `apps/v1`; empty when that is not known
public record MemberCluster(
    String name,
    Map<String, String> labels,
    List<ClusterSpec.Taint> taints,
    boolean terminating,
    ClusterState state,
    FreeRoom freeRoom,
    Set<String> apiVersions) {

  public MemberCluster {
    labels = Map.copyOf(labels);
    taints = List.copyOf(taints);
    apiVersions = Set.copyOf(apiVersions);
  }

  /// @throws IllegalArgumentException when its status has a text that is no quantity
  public static MemberCluster of(ApiObject cluster, ClusterState state) {
    ClusterSpec spec = Federation.spec(cluster, ClusterSpec.class);
    ClusterStatus status = Federation.status(cluster, ClusterStatus.class);
    return new MemberCluster(
        cluster.name(),
        cluster.labels(),
        spec.taints(),
        cluster.isTerminating(),
        state,
        FreeRoom.of(status.freeRoom()),
        Set.copyOf(status.apiVersions()));
  }

  public MemberCluster withState(ClusterState changed) {
    return new MemberCluster(name, labels, taints, terminating, changed, freeRoom, apiVersions);
  }

  public MemberCluster withFreeRoom(FreeRoom changed) {
    return new MemberCluster(name, labels, taints, terminating, state, changed, apiVersions);
  }
}
