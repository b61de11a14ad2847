package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementSpec.DestCluster;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PlacementStatus.ClusterPart;
import io.ubernetes.runtime.client.ApiResource;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// A Placement as the controllers read it.
///
/// @param placement the object itself
/// @param spec its decision
/// @param status what became of it until now
/// @param resource what is placed
/// @param key of the placed object, in the federation and in every member
/// @param sourceUid uid of the placed object that was decided on
public record Target(
    ApiObject placement,
    PlacementSpec spec,
    PlacementStatus status,
    ApiResource resource,
    NamespacedName key,
    String sourceUid) {

  /// @return empty for a Placement that names no target, or one of a kind that is not propagated
  public static Optional<Target> of(ApiObject placement) {
    PlacementSpec spec = Federation.spec(placement, PlacementSpec.class);
    PlacementSpec.TargetReference target = spec.target();
    if (target == null) {
      return Optional.empty();
    }
    GroupVersionKind kind = GroupVersionKind.of(target.apiVersion(), target.kind());
    return Resources.PROPAGATED.stream()
        .filter(resource -> resource.kind().equals(kind))
        .findFirst()
        .map(resource ->
            new Target(
                placement,
                spec,
                Federation.status(placement, PlacementStatus.class),
                resource,
                new NamespacedName(placement.namespace(), target.name()),
                target.uid()));
  }

  /// What the decision gives to a cluster; empty when it gives it nothing.
  public Optional<DestCluster> destination(String cluster) {
    return spec.destClusters().stream().filter(d -> d.cluster().equals(cluster)).findFirst();
  }

  /// Every cluster that holds, or shall hold, a part.
  public SortedSet<String> clusters() {
    SortedSet<String> clusters = new TreeSet<>();
    spec.destClusters().forEach(destination -> clusters.add(destination.cluster()));
    status.clusters().forEach(part -> clusters.add(part.cluster()));
    return clusters;
  }

  public Optional<ClusterPart> part(String cluster) {
    return status.clusters().stream().filter(p -> p.cluster().equals(cluster)).findFirst();
  }
}
