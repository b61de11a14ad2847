package io.ubernetes.model.federation;

import io.ubernetes.model.federation.ReplicaPreferences.ReplicaDivision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a user wants for the objects that a policy selects. Bound to PropagationPolicy, which
/// speaks of one namespace, and to ClusterPropagationPolicy, which speaks of all.
///
/// @param resourceSelectors which objects; none selects no object by itself (the policy can still
///   be bound by label, or be the namespace's `default`)
/// @param priority among policies that select the same object the highest wins; then the name that
///   comes first
/// @param clusterAffinity which clusters may be used; null is all
/// @param clusterAffinities of these the groups in order: the first that can hold the object is
///   used
/// @param failback `Automatic` (also when null) or `Never`: whether replicas go back to an earlier
///   group of `clusterAffinities` that has recovered
/// @param clusterTolerations the taints of clusters that the objects bear
/// @param spreadConstraints over which parts of the federation replicas are spread
/// @param placementAffinity near which other objects they shall be
/// @param placementAntiAffinity away from which other objects they shall be
/// @param replicas how replicas are divided; null is by free room
/// @param movement when replicas that are placed may be moved
/// @param preemption `Never` (also when null) or `LowerPriority`: whether less important objects
///   make way where there is no room for all replicas
/// @param suspend while true nothing is decided anew for the objects
public record PropagationPolicySpec(
    List<ResourceSelector> resourceSelectors,
    int priority,
    @Nullable ClusterAffinity clusterAffinity,
    List<AffinityGroup> clusterAffinities,
    @Nullable String failback,
    List<Toleration> clusterTolerations,
    List<SpreadConstraint> spreadConstraints,
    @Nullable PlacementAffinity placementAffinity,
    @Nullable PlacementAffinity placementAntiAffinity,
    @Nullable ReplicaDivision replicas,
    @Nullable Movement movement,
    @Nullable String preemption,
    boolean suspend) {

  public PropagationPolicySpec {
    resourceSelectors = copy(resourceSelectors);
    clusterAffinities = copy(clusterAffinities);
    clusterTolerations = copy(clusterTolerations);
    spreadConstraints = copy(spreadConstraints);
  }

  private static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /// Matches objects by kind, and by name or label selector where given.
  ///
  /// @param namespaces only objects in these; all where it is empty. In a policy of one namespace
  ///   it has nothing to choose.
  public record ResourceSelector(
      String apiVersion,
      String kind,
      List<String> namespaces,
      @Nullable String name,
      @Nullable JsonNode labelSelector) {
    public ResourceSelector {
      namespaces = copy(namespaces);
    }
  }

  /// Matches clusters: by name where `clusterNames` is not empty, by label where a selector
  /// (Kubernetes' LabelSelector) is given, and by the fields of their spec; `exclude` wins.
  public record ClusterAffinity(
      List<String> clusterNames,
      List<String> exclude,
      @Nullable JsonNode labelSelector,
      @Nullable ClusterFields fieldSelector) {
    public ClusterAffinity {
      clusterNames = copy(clusterNames);
      exclude = copy(exclude);
    }
  }

  /// One group of clusters, chosen as by [ClusterAffinity]. The name is for people.
  public record AffinityGroup(
      String name,
      List<String> clusterNames,
      List<String> exclude,
      @Nullable JsonNode labelSelector,
      @Nullable ClusterFields fieldSelector) {
    public AffinityGroup {
      clusterNames = copy(clusterNames);
      exclude = copy(exclude);
    }

    public ClusterAffinity affinity() {
      return new ClusterAffinity(clusterNames, exclude, labelSelector, fieldSelector);
    }
  }

  /// Requirements on the fields of a Cluster's spec, all of which must hold.
  public record ClusterFields(List<FieldRequirement> matchExpressions) {
    public ClusterFields {
      matchExpressions = copy(matchExpressions);
    }
  }

  /// @param key `provider`, `region` or `zone`
  /// @param operator `In`, `NotIn`, `Exists` or `DoesNotExist`
  public record FieldRequirement(String key, String operator, List<String> values) {
    public FieldRequirement {
      values = copy(values);
    }
  }

  /// As a pod's toleration in Kubernetes, of a cluster's taint.
  ///
  /// @param key null with the operator `Exists` is every key
  /// @param operator `Equal` (also when null) or `Exists`
  /// @param effect null is every effect
  /// @param tolerationSeconds how long NoExecute is borne after it was put on; null is for ever
  public record Toleration(
      @Nullable String key,
      @Nullable String operator,
      @Nullable String value,
      @Nullable String effect,
      @Nullable Long tolerationSeconds) {}

  /// Spreads replicas over groups of clusters.
  ///
  /// @param topologyKey what makes a group: `cluster`, `zone`, `region`, `provider`, or the key of
  ///   a label of clusters. A cluster without a value is in no group, and not used.
  /// @param minGroups over at least so many, as far as there are enough replicas
  /// @param maxGroups over at most so many
  /// @param maxSkew by how much two groups may differ at most
  /// @param whenUnsatisfiable `DoNotSchedule` (also when null): replicas that would break this stay
  ///   unplaced; `ScheduleAnyway`: it is held as far as there is room
  public record SpreadConstraint(
      String topologyKey,
      @Nullable Integer minGroups,
      @Nullable Integer maxGroups,
      @Nullable Integer maxSkew,
      @Nullable String whenUnsatisfiable) {}

  /// Near which objects (or, as anti-affinity, away from which ones) the objects shall be.
  public record PlacementAffinity(
      List<AffinityTerm> required, List<PreferredAffinityTerm> preferred) {
    public PlacementAffinity {
      required = copy(required);
      preferred = copy(preferred);
    }
  }

  /// Other placed objects, and what counts as the same place.
  ///
  /// @param namespaces where the others are; the object's own where it is empty
  public record AffinityTerm(
      @Nullable JsonNode labelSelector, String topologyKey, List<String> namespaces) {
    public AffinityTerm {
      namespaces = copy(namespaces);
    }
  }

  /// @param weight 1 to 100
  public record PreferredAffinityTerm(
      int weight, @Nullable JsonNode labelSelector, String topologyKey, List<String> namespaces) {
    public PreferredAffinityTerm {
      namespaces = copy(namespaces);
    }

    public AffinityTerm term() {
      return new AffinityTerm(labelSelector, topologyKey, namespaces);
    }
  }

  /// When replicas that have a place may get another.
  ///
  /// @param rebalance `Never`: only off clusters that may not be used any more; `WhenNeeded` (also
  ///   when null): also where they find no room or break a rule; `Always`: also to come nearer to
  ///   the wishes
  /// @param maxReplicasPerMinute how many of an object's replicas are moved in a minute, where they
  ///   need not be moved; null is no limit for `Always`, and the scheduler's own for the way back
  ///   to an earlier group
  public record Movement(@Nullable String rebalance, @Nullable Integer maxReplicasPerMinute) {}
}
