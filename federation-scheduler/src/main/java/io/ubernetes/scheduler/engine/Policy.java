package io.ubernetes.scheduler.engine;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec.PolicyReference;
import io.ubernetes.model.federation.PropagationPolicySpec;
import io.ubernetes.model.federation.PropagationPolicySpec.ClusterAffinity;
import io.ubernetes.model.federation.PropagationPolicySpec.ReplicaDivision;
import io.ubernetes.model.federation.PropagationPolicySpec.ResourceSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A PropagationPolicy, read once. Immutable.
///
/// @param selectors which objects of its namespace it selects
/// @param clusters which clusters may be used
/// @param replicas how replicas are divided; null is by free room
/// @param defect what is wrong with it, in which case nothing is decided by it
public record Policy(
    NamespacedName key,
    long generation,
    int priority,
    List<Selector> selectors,
    Clusters clusters,
    @Nullable ReplicaDivision replicas,
    Optional<String> defect) {

  public Policy {
    selectors = List.copyOf(selectors);
  }

  /// Reads a PropagationPolicy. This never fails: what cannot be understood selects nothing and is
  /// told by `defect`.
  public static Policy of(ApiObject object) {
    try {
      return read(object, Federation.spec(object, PropagationPolicySpec.class));
    } catch (IllegalArgumentException | JacksonException notUnderstood) {
      String why = Optional.ofNullable(notUnderstood.getMessage()).orElse("it cannot be read");
      return new Policy(
          object.key(), object.generation(), 0, List.of(), Clusters.ALL, null, Optional.of(why));
    }
  }

  private static Policy read(ApiObject object, PropagationPolicySpec spec) {
    List<Selector> selectors = new ArrayList<>();
    spec.resourceSelectors().forEach(selector -> selectors.add(Selector.of(selector)));
    return new Policy(
        object.key(),
        object.generation(),
        spec.priority(),
        selectors,
        Clusters.of(spec.clusterAffinity()),
        spec.replicas(),
        Preferences.defect(spec.replicas()));
  }

  public boolean selects(Workload workload) {
    return selects(workload.kind(), workload.key(), workload.labels());
  }

  /// Whether one of its selectors matches an object of its namespace.
  public boolean selects(GroupVersionKind kind, NamespacedName object, Map<String, String> labels) {
    return key.namespace().equals(object.namespace())
        && selectors.stream().anyMatch(selector -> selector.matches(kind, object.name(), labels));
  }

  /// Whether it could be among the policies of an object, as the winner or not.
  public boolean mayApplyTo(
      GroupVersionKind kind, NamespacedName object, Map<String, String> labels) {
    return key.namespace().equals(object.namespace())
        && (key.name().equals(PolicyIndex.DEFAULT)
            || key.name().equals(labels.get(Federation.POLICY_LABEL))
            || selects(kind, object, labels));
  }

  public PolicyReference reference() {
    return new PolicyReference(Federation.PROPAGATION_POLICY.kind(), key.name(), generation);
  }

  /// Selects objects of a kind: all, or by name, or by label, or by both.
  public record Selector(
      GroupVersionKind kind, Optional<String> name, Optional<LabelSelector> labels) {

    static Selector of(ResourceSelector selector) {
      return new Selector(
          GroupVersionKind.of(selector.apiVersion(), selector.kind()),
          Optional.ofNullable(selector.name()).filter(name -> !name.isEmpty()),
          Optional.ofNullable(selector.labelSelector()).map(LabelSelector::fromJson));
    }

    boolean matches(
        GroupVersionKind objectKind, String objectName, Map<String, String> objectLabels) {
      return kind.equals(objectKind)
          && name.filter(n -> !n.equals(objectName)).isEmpty()
          && labels.filter(l -> !l.matches(objectLabels)).isEmpty();
    }
  }

  /// Which clusters may be used: those that are named (all where none is), that have the labels,
  /// and that are not excluded.
  public record Clusters(Set<String> names, Set<String> exclude, LabelSelector labels) {

    public static final Clusters ALL = new Clusters(Set.of(), Set.of(), LabelSelector.everything());

    public Clusters {
      names = Set.copyOf(names);
      exclude = Set.copyOf(exclude);
    }

    static Clusters of(@Nullable ClusterAffinity affinity) {
      if (affinity == null) {
        return ALL;
      }
      return new Clusters(
          Set.copyOf(affinity.clusterNames()),
          Set.copyOf(affinity.exclude()),
          affinity.labelSelector() == null
              ? LabelSelector.everything()
              : LabelSelector.fromJson(affinity.labelSelector()));
    }

    /// Why a cluster may not be used; empty when it may.
    Optional<String> objection(String cluster, Map<String, String> clusterLabels) {
      if (exclude.contains(cluster)) {
        return Optional.of("the policy excludes it");
      }
      if (!names.isEmpty() && !names.contains(cluster)) {
        return Optional.of("the policy does not name it");
      }
      if (!labels.matches(clusterLabels)) {
        return Optional.of("its labels do not match the policy's " + labels);
      }
      return Optional.empty();
    }
  }
}
