package io.ubernetes.model.federation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the scheduler decided for one object. Written by the scheduler alone.
///
/// @param target the object that is placed
/// @param targetGeneration the generation of the target that was decided on
/// @param replicas how many replicas the target asks for; null for kinds without replicas
/// @param destClusters where it goes; a cluster with 0 replicas is not listed
/// @param unplaced replicas without a cluster
/// @param shortage why not all of it has a cluster; null when all has one
/// @param priority how important the object's pods are, by their PriorityClass; null for kinds
///   without pods
/// @param policy the policy that won, or null when no policy applies
/// @param otherPolicies the policies that apply but lost, best first
/// @param decisions why, one for each cluster that it tells of by itself, by name: in a decision as
///   it was taken these are all of the federation's, in a stored one those that were taken
/// @param leftClusters why not, of the other clusters, by reason; a cluster is told of here or in
///   `decisions`
/// @param suspend when true the controllers change nothing in members
public record PlacementSpec(
    @Nullable TargetReference target,
    long targetGeneration,
    @Nullable Integer replicas,
    List<DestCluster> destClusters,
    @Nullable Integer unplaced,
    @Nullable Shortage shortage,
    @Nullable Integer priority,
    @Nullable PolicyReference policy,
    List<PolicyReference> otherPolicies,
    List<ClusterDecision> decisions,
    List<LeftClusters> leftClusters,
    boolean suspend) {

  public PlacementSpec {
    destClusters = destClusters == null ? List.of() : List.copyOf(destClusters);
    otherPolicies = otherPolicies == null ? List.of() : List.copyOf(otherPolicies);
    decisions = decisions == null ? List.of() : List.copyOf(decisions);
    leftClusters = leftClusters == null ? List.of() : List.copyOf(leftClusters);
  }

  /// As it is stored: clusters that get nothing and for the same reason are told of together, which
  /// is short and changes seldom. Of what was counted for them it is silent.
  public PlacementSpec summarized() {
    Set<String> taken = new HashSet<>();
    destClusters.forEach(destination -> taken.add(destination.cluster()));
    List<ClusterDecision> apart = new ArrayList<>();
    Map<Why, List<String>> together = new TreeMap<>(Why.ORDER);
    for (LeftClusters left : leftClusters) {
      together
          .computeIfAbsent(new Why(left.reason(), left.message()), _ -> new ArrayList<>())
          .addAll(left.clusters());
    }
    for (ClusterDecision decision : decisions) {
      if (taken.contains(decision.cluster())) {
        apart.add(decision);
      } else {
        together
            .computeIfAbsent(new Why(decision.reason(), decision.message()), _ -> new ArrayList<>())
            .add(decision.cluster());
      }
    }
    List<LeftClusters> left = new ArrayList<>();
    together.forEach((why, clusters) -> {
      clusters.sort(Comparator.naturalOrder());
      left.add(new LeftClusters(why.reason, why.message, clusters));
    });
    return with(apart, left, suspend);
  }

  private record Why(String reason, @Nullable String message) {
    static final Comparator<Why> ORDER =
        Comparator.comparing(Why::reason)
            .thenComparing(Why::message, Comparator.nullsFirst(Comparator.naturalOrder()));
  }

  /// Why, of every cluster, by name; without numbers where it was told of together with others.
  public List<ClusterDecision> everyDecision() {
    if (leftClusters.isEmpty()) {
      return decisions;
    }
    List<ClusterDecision> every = new ArrayList<>(decisions);
    for (LeftClusters left : leftClusters) {
      for (String cluster : left.clusters()) {
        every.add(new ClusterDecision(cluster, null, null, left.reason(), left.message()));
      }
    }
    every.sort(Comparator.comparing(ClusterDecision::cluster));
    return every;
  }

  public PlacementSpec withSuspend(boolean value) {
    return value == suspend ? this : with(decisions, leftClusters, value);
  }

  private PlacementSpec with(
      List<ClusterDecision> decided, List<LeftClusters> left, boolean suspended) {
    return new PlacementSpec(
        target,
        targetGeneration,
        replicas,
        destClusters,
        unplaced,
        shortage,
        priority,
        policy,
        otherPolicies,
        decided,
        left,
        suspended);
  }

  /// Whether the object is to be nowhere because no policy selects it any more.
  public boolean withdrawn() {
    return shortage != null
        && shortage.reason().equals(Shortage.NOT_SELECTED)
        && destClusters.isEmpty();
  }

  /// Names the placed object, in the Placement's namespace.
  public record TargetReference(String apiVersion, String kind, String name, String uid) {}

  /// A cluster and what it gets.
  ///
  /// @param replicas how many of the replicas; null for kinds without. Of a Job, how many pods run
  ///   at a time
  /// @param ordinalsStart of a StatefulSet, the first ordinal that is the cluster's
  /// @param completions of a Job, how many of the completions
  public record DestCluster(
      String cluster,
      @Nullable Integer replicas,
      @Nullable Integer ordinalsStart,
      @Nullable Integer completions) {
    public DestCluster(String cluster, @Nullable Integer replicas) {
      this(cluster, replicas, null, null);
    }
  }

  /// Why replicas, or an object without replicas, have no cluster.
  ///
  /// @param reason a short CamelCase word: `InsufficientRoom`, `NoClusters`, `LimitedByRules`, ...
  /// @param message a sentence for people
  public record Shortage(String reason, String message) {
    /// No policy selects the object any more, and it is placed only where one does: the Placement
    /// is to go.
    public static final String NOT_SELECTED = "NotSelected";
  }

  /// A policy that was looked at, as it was then.
  public record PolicyReference(String kind, String name, long generation) {}

  /// Why a cluster was taken or left.
  ///
  /// @param room how many more replicas it can start beyond what it holds of this object; null
  ///   where it was not asked
  /// @param weight the share that was used; null where it was left
  /// @param score what made it better or worse than others, by what it comes from; clusters with a
  ///   higher sum are filled first
  /// @param reason a short CamelCase word: `Taken`, `NotReady`, `NotInPolicy`, `NoRoom`, ...
  /// @param message a sentence for people; stable as long as the decision is
  public record ClusterDecision(
      String cluster,
      @Nullable Long room,
      @Nullable Long weight,
      Map<String, Long> score,
      String reason,
      @Nullable String message) {
    public ClusterDecision {
      score = score == null ? Map.of() : Map.copyOf(score);
    }

    public ClusterDecision(
        String cluster,
        @Nullable Long room,
        @Nullable Long weight,
        String reason,
        @Nullable String message) {
      this(cluster, room, weight, Map.of(), reason, message);
    }
  }

  /// Clusters that get nothing, all for the same reason.
  ///
  /// @param reason a short CamelCase word: `NotReady`, `NotInPolicy`, `NotNeeded`, ...
  /// @param message a sentence for people; stable as long as the decision is
  /// @param clusters their names, sorted
  public record LeftClusters(String reason, @Nullable String message, List<String> clusters) {
    public LeftClusters {
      clusters = clusters == null ? List.of() : List.copyOf(clusters);
    }
  }
}
