package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.PropagationPolicySpec.SpreadConstraint;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// How replicas are to be spread over groups of clusters. Immutable.
///
/// @param key what makes a group, see [Topology]
/// @param minGroups 0 is no bound
/// @param maxGroups [Integer#MAX_VALUE] is no bound
/// @param maxSkew by how much two groups may differ; [Integer#MAX_VALUE] is no bound
/// @param hard whether replicas rather stay unplaced than break it
record SpreadRule(String key, int minGroups, int maxGroups, int maxSkew, boolean hard) {

  /// Larger groups are divided before the smaller ones in them.
  static final Comparator<SpreadRule> COARSE_FIRST =
      Comparator.comparingInt(rule -> Topology.coarseness(rule.key));

  /// @throws IllegalArgumentException saying what cannot be meant
  static SpreadRule of(SpreadConstraint constraint) {
    String path = "spreadConstraints[" + constraint.topologyKey() + "]: ";
    int least = bound(constraint.minGroups(), 0, path + "minGroups");
    int most = bound(constraint.maxGroups(), Integer.MAX_VALUE, path + "maxGroups");
    int skew = bound(constraint.maxSkew(), Integer.MAX_VALUE, path + "maxSkew");
    if (least > most) {
      throw new IllegalArgumentException(path + "minGroups is more than maxGroups");
    }
    return new SpreadRule(
        constraint.topologyKey(),
        least,
        most,
        skew,
        !"ScheduleAnyway".equals(constraint.whenUnsatisfiable()));
  }

  private static int bound(@Nullable Integer given, int absent, String field) {
    if (given == null) {
      return absent;
    }
    if (given < 1) {
      throw new IllegalArgumentException(field + " must be at least 1");
    }
    return given;
  }

  boolean limitsSkew() {
    return maxSkew < Integer.MAX_VALUE;
  }

  /// The group of a cluster; null when it is in none. For a soft rule all that are in none are one.
  @Nullable String group(MemberCluster cluster) {
    String value = Topology.value(cluster, key);
    return value != null || hard ? value : "";
  }

  String plural() {
    return Topology.plural(key);
  }
}
