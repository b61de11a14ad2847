package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PropagationPolicySpec;
import io.ubernetes.model.federation.PropagationPolicySpec.Movement;
import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What a policy says of the objects that it is for, read and checked once. Immutable.
///
/// @param clusters which clusters may be used
/// @param groups of these the ones to be used first, then the next; empty is no order
/// @param failsBack whether replicas go back to an earlier group
/// @param division how replicas are divided; null is by free room
/// @param movesPerMinute how many replicas may be moved in a minute that need not; empty where the
///   policy does not say
/// @param preempts whether less important objects make way where room is short
/// @param suspended whether nothing is decided
public record Rules(
    ClusterChoice clusters,
    List<Group> groups,
    boolean failsBack,
    Tolerations tolerations,
    List<SpreadRule> spread,
    Neighbours neighbours,
    @Nullable ReplicaDivision division,
    Rebalance rebalance,
    OptionalInt movesPerMinute,
    boolean preempts,
    boolean suspended) {

  /// What holds where no policy applies.
  public static final Rules NONE =
      new Rules(
          ClusterChoice.ALL,
          List.of(),
          true,
          Tolerations.NONE,
          List.of(),
          Neighbours.NONE,
          null,
          Rebalance.WHEN_NEEDED,
          OptionalInt.empty(),
          false,
          false);

  public Rules {
    groups = List.copyOf(groups);
    spread = List.copyOf(spread);
  }

  /// One of the ordered groups of clusters.
  public record Group(String name, ClusterChoice clusters) {}

  /// @throws IllegalArgumentException saying what cannot be meant
  static Rules of(PropagationPolicySpec spec) {
    List<Group> groups = new ArrayList<>();
    spec.clusterAffinities()
        .forEach(group -> groups.add(new Group(group.name(), ClusterChoice.of(group.affinity()))));
    List<SpreadRule> spread = new ArrayList<>();
    spec.spreadConstraints().forEach(constraint -> spread.add(SpreadRule.of(constraint)));
    spread.sort(SpreadRule.COARSE_FIRST);
    Preferences.defect(spec.replicas())
        .ifPresent(defect -> {
          throw new IllegalArgumentException(defect);
        });
    var _ = Strategy.of(Preferences.orByFreeRoom(spec.replicas()));
    return new Rules(
        ClusterChoice.of(spec.clusterAffinity()),
        groups,
        !"Never".equals(spec.failback()),
        new Tolerations(spec.clusterTolerations()),
        spread,
        Neighbours.of(spec.placementAffinity(), spec.placementAntiAffinity()),
        spec.replicas(),
        Rebalance.of(spec.movement(), spec.replicas()),
        perMinute(spec.movement()),
        "LowerPriority".equals(spec.preemption()),
        spec.suspend());
  }

  /// What the policy that is bound says.
  public static Rules of(PolicyBinding binding) {
    return binding.winner().map(Policy::rules).orElse(NONE);
  }

  /// Whether objects of these rules could be in a cluster, whatever its state.
  public boolean admit(MemberCluster cluster) {
    return clusters.objection(cluster) == null
        && (groups.isEmpty()
            || groups.stream().anyMatch(group -> group.clusters().objection(cluster) == null));
  }

  private static OptionalInt perMinute(@Nullable Movement movement) {
    Integer most = movement == null ? null : movement.maxReplicasPerMinute();
    return most == null ? OptionalInt.empty() : OptionalInt.of(most);
  }

  /// After how many seconds pods without room are given to other clusters; empty where the policy
  /// does not say.
  public OptionalInt overflowAfterSeconds() {
    return Optional.ofNullable(division).map(ReplicaDivision::overflowAfterSeconds).stream()
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  /// The same, for what cannot be divided.
  Rules inOneCluster() {
    List<SpreadRule> one = new ArrayList<>(spread);
    one.add(new SpreadRule(Topology.CLUSTER, 0, 1, Integer.MAX_VALUE, true));
    return new Rules(
        clusters,
        groups,
        failsBack,
        tolerations,
        one,
        neighbours,
        division,
        rebalance,
        movesPerMinute,
        preempts,
        suspended);
  }

  Rules withDivision(ReplicaDivision changed) {
    return new Rules(
        clusters,
        groups,
        failsBack,
        tolerations,
        spread,
        neighbours,
        changed,
        changed.rebalance() ? Rebalance.ALWAYS : Rebalance.WHEN_NEEDED,
        movesPerMinute,
        preempts,
        suspended);
  }
}
