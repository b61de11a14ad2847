package io.ubernetes.scheduler.engine;

import io.ubernetes.model.federation.Federation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which policy speaks for an object.
///
/// @param winner the one that is followed; empty when none applies
/// @param others those that apply but lost, best first; at most [#MAX_OTHERS]
/// @param missing the name of a policy that the object asks for and that does not exist
public record PolicyBinding(
    Optional<Policy> winner, List<Policy> others, Optional<String> missing) {

  public static final PolicyBinding NONE =
      new PolicyBinding(Optional.empty(), List.of(), Optional.empty());

  /// More losers are not told: nobody reads them, and each of them is written with each Placement.
  static final int MAX_OTHERS = 8;

  public PolicyBinding {
    others = List.copyOf(others.size() > MAX_OTHERS ? others.subList(0, MAX_OTHERS) : others);
  }

  /// The policy of an object is the one that its label `federation.ubernetes.io/policy` names;
  /// else, of those of its namespace that select it, the one with the highest priority (of equals,
  /// the name that comes first); else the policy named `default` in its namespace; else the best of
  /// those for all namespaces that select it.
  public static PolicyBinding of(Workload workload, PolicyIndex namespace, PolicyIndex everywhere) {
    String asked = workload.labels().getOrDefault(Federation.POLICY_LABEL, "");
    Optional<Policy> named =
        asked.isEmpty() ? Optional.empty() : namespace.find(asked).or(() -> everywhere.find(asked));
    List<Policy> ranked = new ArrayList<>();
    named.ifPresent(ranked::add);
    add(namespace.selecting(workload), ranked);
    namespace.find(PolicyIndex.DEFAULT).ifPresent(policy -> add(List.of(policy), ranked));
    add(everywhere.selecting(workload), ranked);
    if (!asked.isEmpty() && named.isEmpty()) {
      return new PolicyBinding(Optional.empty(), ranked, Optional.of(asked));
    }
    return ranked.isEmpty()
        ? NONE
        : new PolicyBinding(
            Optional.of(ranked.getFirst()), ranked.subList(1, ranked.size()), Optional.empty());
  }

  private static void add(List<Policy> more, List<Policy> ranked) {
    for (Policy policy : more) {
      if (!ranked.contains(policy)) {
        ranked.add(policy);
      }
    }
  }
}
