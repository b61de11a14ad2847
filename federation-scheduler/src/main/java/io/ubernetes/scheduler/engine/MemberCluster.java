package io.ubernetes.scheduler.engine;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.federation.ClusterSpec;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A member as the engine sees it. Immutable.
///
/// @param terminating whether it is being removed from the federation
/// @param freeRoom what it has free, without what was promised to other objects
/// @param apiVersions what it serves, such as `apps/v1`; empty when that is not known
public record MemberCluster(
    String name,
    Map<String, String> labels,
    Place place,
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

  /// Who runs it and where.
  public record Place(@Nullable String provider, @Nullable String region, @Nullable String zone) {
    public static final Place UNKNOWN = new Place(null, null, null);
  }

  /// @throws IllegalArgumentException when its status has a text that is no quantity
  public static MemberCluster of(ApiObject cluster, ClusterState state) {
    ClusterSpec spec = Federation.spec(cluster, ClusterSpec.class);
    ClusterStatus status = Federation.status(cluster, ClusterStatus.class);
    return new MemberCluster(
        cluster.name(),
        cluster.labels(),
        new Place(spec.provider(), spec.region(), spec.zone()),
        spec.taints(),
        cluster.isTerminating(),
        state,
        FreeRoom.of(status),
        Set.copyOf(status.apiVersions()));
  }

  public MemberCluster withState(ClusterState changed) {
    return changed == state
        ? this
        : new MemberCluster(
            name, labels, place, taints, terminating, changed, freeRoom, apiVersions);
  }

  public MemberCluster withFreeRoom(FreeRoom changed) {
    return new MemberCluster(name, labels, place, taints, terminating, state, changed, apiVersions);
  }
}
