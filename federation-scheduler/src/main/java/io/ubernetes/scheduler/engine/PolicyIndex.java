package io.ubernetes.scheduler.engine;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// All policies, arranged so that those of an object are found without looking at the others.
/// Immutable.
///
/// The policy of an object is the one that its label `federation.ubernetes.io/policy` names; else,
/// of those that select it, the one with the highest priority (of equals, the name that comes
/// first); else the policy named `default` in its namespace.
public final class PolicyIndex {

  /// The name of the policy that stands in for the ones that are not there.
  public static final String DEFAULT = "default";

  private static final Comparator<Policy> BEST_FIRST =
      Comparator.comparingInt(Policy::priority)
          .reversed()
          .thenComparing(policy -> policy.key().name());

  public static final PolicyIndex EMPTY = new PolicyIndex(List.of());

  private final Map<NamespacedName, Policy> byName = new HashMap<>();
  private final Map<Selected, List<Policy>> bySelected = new HashMap<>();

  public PolicyIndex(Collection<Policy> policies) {
    policies.stream().sorted(BEST_FIRST).forEach(this::add);
  }

  private void add(Policy policy) {
    byName.put(policy.key(), policy);
    SequencedSet<GroupVersionKind> kinds = new LinkedHashSet<>();
    policy.selectors().forEach(selector -> kinds.add(selector.kind()));
    for (GroupVersionKind kind : kinds) {
      bySelected
          .computeIfAbsent(new Selected(policy.key().namespace(), kind), _ -> new ArrayList<>())
          .add(policy);
    }
  }

  public PolicyBinding bind(Workload workload) {
    String namespace = workload.key().namespace();
    SequencedSet<Policy> applying = new LinkedHashSet<>();
    String asked = workload.labels().getOrDefault(Federation.POLICY_LABEL, "");
    Optional<Policy> named = find(namespace, asked);
    named.ifPresent(applying::add);
    bySelected.getOrDefault(new Selected(namespace, workload.kind()), List.of()).stream()
        .filter(policy -> policy.selects(workload))
        .forEach(applying::add);
    find(namespace, DEFAULT).ifPresent(applying::add);
    List<Policy> ranked = List.copyOf(applying);
    if (!asked.isEmpty() && named.isEmpty()) {
      return new PolicyBinding(Optional.empty(), ranked, Optional.of(asked));
    }
    return ranked.isEmpty()
        ? PolicyBinding.NONE
        : new PolicyBinding(
            Optional.of(ranked.getFirst()), ranked.subList(1, ranked.size()), Optional.empty());
  }

  private Optional<Policy> find(String namespace, String name) {
    return Optional.ofNullable(byName.get(new NamespacedName(namespace, name)));
  }

  private record Selected(String namespace, GroupVersionKind kind) {}
}
