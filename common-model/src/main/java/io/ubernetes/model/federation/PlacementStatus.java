package io.ubernetes.model.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a placement. Written by the status controller alone.
///
/// @param observedGeneration the Placement's generation that this status speaks of
/// @param conditions `Scheduled` (every replica has a cluster) and `Applied` (every member holds
///   its part as decided)
/// @param clusters one for each cluster that holds, or shall hold, a part; by name
public record PlacementStatus(
    long observedGeneration, List<Condition> conditions, List<ClusterPart> clusters) {

  public static final String SCHEDULED = "Scheduled";
  public static final String APPLIED = "Applied";

  public PlacementStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    clusters = clusters == null ? List.of() : List.copyOf(clusters);
  }

  /// One member's part.
  ///
  /// @param applied whether the member holds the part as decided; null when that is not known
  /// @param replicas pods that the member has made
  /// @param fullyLabeled pods among them whose labels match the template
  /// @param ready pods that are ready
  /// @param available pods that have been ready for `minReadySeconds`
  /// @param unschedulable pods that the member has made and has no room for; null when that is not
  ///   known
  /// @param asOf when the member last confirmed these numbers, as [AsOf] writes it; a member that
  ///   is out of reach keeps its last numbers here, but they do not count as ready in the sum
  /// @param reason a CamelCase word when something is wrong: `NotOwned`, `Unreachable`, ...
  public record ClusterPart(
      String cluster,
      @Nullable Boolean applied,
      @Nullable Integer replicas,
      @Nullable Integer fullyLabeled,
      @Nullable Integer ready,
      @Nullable Integer available,
      @Nullable Integer unschedulable,
      @Nullable String asOf,
      @Nullable String reason,
      @Nullable String message) {}
}
