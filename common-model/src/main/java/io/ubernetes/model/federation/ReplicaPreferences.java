package io.ubernetes.model.federation;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a policy divides the replicas of an object.
public final class ReplicaPreferences {

  private ReplicaPreferences() {}

  /// How replicas are divided over the clusters.
  ///
  /// @param type `Divided` (also when null), or `Duplicated`: each cluster gets all of them
  /// @param strategy `Weighted`: by the weights of `clusters`, or alike where there are none;
  ///   `FreeRoom`: by the room that clusters have; `Spread`: as evenly as there is room;
  ///   `Aggregated`: over as few clusters as can hold them. Null is `Weighted` where there are
  ///   weights and `FreeRoom` where there are none.
  /// @param clusters preferences per cluster name; `*` stands for all that are not named. When
  ///   there are any, a cluster that neither is named nor covered by `*` gets nothing.
  /// @param rebalance true is short for the movement `Always`
  /// @param overflowAfterSeconds how long pods may find no room in their cluster before they are
  ///   given to others; null is the scheduler's own patience
  public record ReplicaDivision(
      @Nullable String type,
      @Nullable String strategy,
      Map<String, ClusterPreference> clusters,
      boolean rebalance,
      @Nullable Integer overflowAfterSeconds) {
    public ReplicaDivision {
      clusters = clusters == null ? Map.of() : Map.copyOf(clusters);
    }

    public ReplicaDivision(Map<String, ClusterPreference> clusters, boolean rebalance) {
      this(null, null, clusters, rebalance, null);
    }
  }

  /// Wishes for one cluster.
  ///
  /// @param weight share among the clusters
  /// @param minReplicas granted before anything is divided; null is 0
  /// @param maxReplicas never more than that; null is no limit
  /// @param replicas exactly so many, as far as there is room; stands for both bounds
  public record ClusterPreference(
      @Nullable Long weight,
      @Nullable Integer minReplicas,
      @Nullable Integer maxReplicas,
      @Nullable Integer replicas) {

    public ClusterPreference(
        @Nullable Long weight, @Nullable Integer minReplicas, @Nullable Integer maxReplicas) {
      this(weight, minReplicas, maxReplicas, null);
    }

    public static final ClusterPreference NONE = new ClusterPreference(null, null, null, null);

    public int least() {
      return replicas != null ? replicas : minReplicas != null ? minReplicas : 0;
    }

    public int most() {
      return replicas != null ? replicas : maxReplicas != null ? maxReplicas : Integer.MAX_VALUE;
    }
  }
}
