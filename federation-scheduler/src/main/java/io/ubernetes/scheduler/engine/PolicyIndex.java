package io.ubernetes.scheduler.engine;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.LabelSelector.Operator;
import io.ubernetes.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policies of one namespace, or those for all namespaces, arranged so that those that select
/// an object are found without looking at the others: by the name that a selector asks for, by a
/// label that it asks for, and only where it asks for neither by the kind. Immutable.
public final class PolicyIndex {

  /// The name of the policy that stands in for the ones that are not there.
  public static final String DEFAULT = "default";

  public static final PolicyIndex EMPTY = new PolicyIndex(List.of());

  private static final Comparator<Policy> BEST_FIRST =
      Comparator.comparingInt(Policy::priority)
          .reversed()
          .thenComparing(policy -> policy.key().name());

  private final Map<String, Policy> byName = new HashMap<>();
  private final Map<Hook, List<Policy>> byHook = new HashMap<>();

  public PolicyIndex(Collection<Policy> policies) {
    for (Policy policy : policies) {
      byName.put(policy.key().name(), policy);
      Set<Hook> hooks = new HashSet<>();
      policy.selectors().forEach(selector -> hooks.addAll(hooks(selector)));
      hooks.forEach(hook -> byHook.computeIfAbsent(hook, _ -> new ArrayList<>()).add(policy));
    }
  }

  /// What an object must have for a policy to be looked at: the kind, and the name or one label.
  private record Hook(
      GroupVersionKind kind, @Nullable String name, @Nullable String label, String value) {

    static Hook name(GroupVersionKind kind, String name) {
      return new Hook(kind, name, null, "");
    }

    static Hook label(GroupVersionKind kind, String label, String value) {
      return new Hook(kind, null, label, value);
    }

    static Hook kind(GroupVersionKind kind) {
      return new Hook(kind, null, null, "");
    }
  }

  private static List<Hook> hooks(Policy.Selector selector) {
    if (selector.name() != null) {
      return List.of(Hook.name(selector.kind(), selector.name()));
    }
    if (selector.labels() != null) {
      for (Requirement requirement : selector.labels().requirements()) {
        if (namesValues(requirement.operator())) {
          return requirement.values().stream()
              .map(value -> Hook.label(selector.kind(), requirement.key(), value))
              .toList();
        }
      }
    }
    return List.of(Hook.kind(selector.kind()));
  }

  private static boolean namesValues(Operator operator) {
    return operator == Operator.EQUALS
        || operator == Operator.DOUBLE_EQUALS
        || operator == Operator.IN;
  }

  Optional<Policy> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /// The policies that select the object, best first.
  List<Policy> selecting(Workload workload) {
    List<Policy> found = new ArrayList<>();
    GroupVersionKind kind = workload.kind();
    collect(Hook.kind(kind), workload, found);
    collect(Hook.name(kind, workload.key().name()), workload, found);
    workload
        .labels()
        .forEach((label, value) -> collect(Hook.label(kind, label, value), workload, found));
    found.sort(BEST_FIRST);
    return found;
  }

  private void collect(Hook hook, Workload workload, List<Policy> found) {
    for (Policy policy : byHook.getOrDefault(hook, List.of())) {
      if (policy.selects(workload) && !found.contains(policy)) {
        found.add(policy);
      }
    }
  }
}
