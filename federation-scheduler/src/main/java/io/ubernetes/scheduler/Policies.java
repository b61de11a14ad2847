package io.ubernetes.scheduler;

import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.scheduler.engine.Policy;
import io.ubernetes.scheduler.engine.PolicyBinding;
import io.ubernetes.scheduler.engine.PolicyIndex;
import io.ubernetes.scheduler.engine.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// All PropagationPolicies and ClusterPropagationPolicies, with an index for each namespace that is
/// made anew when one of its policies changes. Those for all namespaces have no namespace.
///
/// Not thread-safe; owned by the [Decider].
final class Policies {

  private static final String EVERYWHERE = "";

  private final Map<String, Map<NamespacedName, Policy>> byNamespace = new HashMap<>();
  private final Map<String, PolicyIndex> indices = new HashMap<>();

  /// Returns what was there under that name before.
  Optional<Policy> put(Policy policy) {
    indices.remove(policy.key().namespace());
    return Optional.ofNullable(
        byNamespace
            .computeIfAbsent(policy.key().namespace(), _ -> new HashMap<>())
            .put(policy.key(), policy));
  }

  Optional<Policy> remove(NamespacedName key) {
    indices.remove(key.namespace());
    Map<NamespacedName, Policy> here = byNamespace.get(key.namespace());
    Policy before = here == null ? null : here.remove(key);
    if (here != null && here.isEmpty()) {
      byNamespace.remove(key.namespace());
    }
    return Optional.ofNullable(before);
  }

  PolicyBinding bind(Workload workload) {
    return PolicyBinding.of(workload, index(workload.key().namespace()), index(EVERYWHERE));
  }

  /// Whether a policy selects the object, or the object names one; the default policy of a
  /// namespace speaks of nothing in particular.
  boolean speakOf(Workload workload) {
    PolicyBinding binding = bind(workload);
    return workload.labels().containsKey(Federation.POLICY_LABEL)
        || Stream.concat(binding.winner().stream(), binding.others().stream())
            .anyMatch(policy -> policy.selects(workload));
  }

  private PolicyIndex index(String namespace) {
    Map<NamespacedName, Policy> here = byNamespace.get(namespace);
    return here == null
        ? PolicyIndex.EMPTY
        : indices.computeIfAbsent(namespace, _ -> new PolicyIndex(here.values()));
  }
}
