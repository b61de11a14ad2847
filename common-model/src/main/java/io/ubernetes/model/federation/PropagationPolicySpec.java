package io.ubernetes.model.federation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a user wants for the objects that a policy selects.
///
/// @param resourceSelectors which objects of the namespace; none selects no object by itself (the
///   policy can still be bound by label, or be the namespace's `default`)
/// @param priority among policies that select the same object the highest wins; then the name that
///   comes first
/// @param clusterAffinity which clusters may be used; null is all
/// @param replicas how replicas are divided; null is by free room
public record PropagationPolicySpec(
    List<ResourceSelector> resourceSelectors,
    int priority,
    @Nullable ClusterAffinity clusterAffinity,
    @Nullable ReplicaDivision replicas) {

  public PropagationPolicySpec {
    resourceSelectors = resourceSelectors == null ? List.of() : List.copyOf(resourceSelectors);
  }

  /// Matches objects by kind, and by name or label selector where given.
  public record ResourceSelector(
      String apiVersion, String kind, @Nullable String name, @Nullable JsonNode labelSelector) {}

  /// Matches clusters: by name where `clusterNames` is not empty, and by label where a selector
  /// (Kubernetes' LabelSelector) is given; `exclude` wins.
  public record ClusterAffinity(
      List<String> clusterNames, List<String> exclude, @Nullable JsonNode labelSelector) {
    public ClusterAffinity {
      clusterNames = clusterNames == null ? List.of() : List.copyOf(clusterNames);
      exclude = exclude == null ? List.of() : List.copyOf(exclude);
    }
  }

  /// How replicas are divided over the clusters.
  ///
  /// @param clusters preferences per cluster name; `*` stands for all that are not named. When
  ///   there are any, a cluster that neither is named nor covered by `*` gets nothing.
  /// @param rebalance whether replicas that run well may be moved to come nearer to the preferences
  public record ReplicaDivision(Map<String, ClusterPreference> clusters, boolean rebalance) {
    public ReplicaDivision {
      clusters = clusters == null ? Map.of() : Map.copyOf(clusters);
    }
  }

  /// Wishes for one cluster.
  ///
  /// @param weight share among the clusters; null is by free room
  /// @param minReplicas granted before anything is divided; null is 0
  /// @param maxReplicas never more than that; null is no limit
  public record ClusterPreference(
      @Nullable Long weight, @Nullable Integer minReplicas, @Nullable Integer maxReplicas) {}
}
