package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Placed;
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
/// @param placed what is placed
/// @param sourceUid uid of the placed object that was decided on
public record Target(
    ApiObject placement,
    PlacementSpec spec,
    PlacementStatus status,
    Placed placed,
    String sourceUid) {

  /// @return empty for a Placement that names no target, one of a kind that is not propagated, or
  ///   one that does not have the name that the Placement of its target has
  static Optional<Target> of(ApiObject placement) {
    PlacementSpec spec = Federation.spec(placement, PlacementSpec.class);
    PlacementSpec.TargetReference reference = spec.target();
    if (reference == null) {
      return Optional.empty();
    }
    GroupVersionKind kind = GroupVersionKind.of(reference.apiVersion(), reference.kind());
    NamespacedName key = new NamespacedName(placement.namespace(), reference.name());
    return Resources.PROPAGATED.stream()
        .filter(resource -> resource.kind().equals(kind))
        .map(resource -> new Placed(resource, key))
        .filter(placed -> placed.placementKey().equals(placement.key()))
        .findFirst()
        .map(placed ->
            new Target(
                placement,
                spec,
                Federation.status(placement, PlacementStatus.class),
                placed,
                reference.uid()));
  }

  public ApiResource resource() {
    return placed.resource();
  }

  /// Of the placed object, in the federation and in every member.
  public NamespacedName key() {
    return placed.key();
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
