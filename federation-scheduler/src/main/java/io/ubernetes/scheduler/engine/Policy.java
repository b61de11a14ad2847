package io.ubernetes.scheduler.engine;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec.PolicyReference;
import io.ubernetes.model.federation.PropagationPolicySpec;
import io.ubernetes.model.federation.PropagationPolicySpec.ResourceSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// A PropagationPolicy or ClusterPropagationPolicy, read once. Immutable.
///
/// @param key without a namespace for a ClusterPropagationPolicy
/// @param selectors which objects it selects
/// @param rules what it says of them
/// @param defect what is wrong with it, in which case nothing is decided by it
public record Policy(
    NamespacedName key,
    long generation,
    int priority,
    List<Selector> selectors,
    Rules rules,
    Optional<String> defect) {

  public Policy {
    selectors = List.copyOf(selectors);
  }

  /// Reads a policy. This never fails: what cannot be understood selects nothing and is told by
  /// `defect`.
  public static Policy of(ApiObject object) {
    try {
      return read(object, Federation.spec(object, PropagationPolicySpec.class));
    } catch (IllegalArgumentException | JacksonException notUnderstood) {
      String why = Optional.ofNullable(notUnderstood.getMessage()).orElse("it cannot be read");
      return new Policy(
          object.key(), object.generation(), 0, List.of(), Rules.NONE, Optional.of(why));
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
        Rules.of(spec),
        Optional.empty());
  }

  /// Whether it is for objects of all namespaces.
  public boolean isClusterScoped() {
    return key.namespace().isEmpty();
  }

  public boolean selects(Workload workload) {
    return selects(workload.kind(), workload.key(), workload.labels());
  }

  /// Whether one of its selectors matches an object.
  public boolean selects(GroupVersionKind kind, NamespacedName object, Map<String, String> labels) {
    if (!reaches(object)) {
      return false;
    }
    for (Selector selector : selectors) {
      if (selector.matches(kind, object, labels)) {
        return true;
      }
    }
    return false;
  }

  private boolean reaches(NamespacedName object) {
    return isClusterScoped() || key.namespace().equals(object.namespace());
  }

  /// Whether it could be among the policies of an object, as the winner or not.
  public boolean mayApplyTo(
      GroupVersionKind kind, NamespacedName object, Map<String, String> labels) {
    return reaches(object)
        && ((!isClusterScoped() && key.name().equals(PolicyIndex.DEFAULT))
            || key.name().equals(labels.get(Federation.POLICY_LABEL))
            || selects(kind, object, labels));
  }

  public String kind() {
    return isClusterScoped()
        ? Federation.CLUSTER_PROPAGATION_POLICY.kind()
        : Federation.PROPAGATION_POLICY.kind();
  }

  public PolicyReference reference() {
    return new PolicyReference(kind(), key.name(), generation);
  }

  /// Selects objects of a kind: all, or by namespace, name and label.
  ///
  /// @param namespaces all where it is empty
  /// @param name null is any
  /// @param labels null is any
  public record Selector(
      GroupVersionKind kind,
      Set<String> namespaces,
      @Nullable String name,
      @Nullable LabelSelector labels) {

    static Selector of(ResourceSelector selector) {
      return new Selector(
          GroupVersionKind.of(selector.apiVersion(), selector.kind()),
          Set.copyOf(selector.namespaces()),
          selector.name() == null || selector.name().isEmpty() ? null : selector.name(),
          selector.labelSelector() == null
              ? null
              : LabelSelector.fromJson(selector.labelSelector()));
    }

    boolean matches(
        GroupVersionKind objectKind, NamespacedName object, Map<String, String> objectLabels) {
      return kind.equals(objectKind)
          && (name == null || name.equals(object.name()))
          && (namespaces.isEmpty() || namespaces.contains(object.namespace()))
          && (labels == null || labels.matches(objectLabels));
    }
  }
}
