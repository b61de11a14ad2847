package io.ubernetes.apimachinery.auth;

import java.util.List;

/// Says all that someone may do somewhere, as far as rules can say it. Thread-safe; answers from
/// memory.
@FunctionalInterface
public interface RuleResolver {

  /// @param namespace rules that hold in it, those that hold everywhere included; empty for only
  ///   the latter
  Rules rulesFor(Identity identity, String namespace);

  /// What was found.
  ///
  /// @param rules in the order in which they were found; the same may occur twice
  /// @param missingRoles roles that are given but do not exist
  record Rules(List<Rule> rules, List<MissingRole> missingRoles) {
    public Rules {
      rules = List.copyOf(rules);
      missingRoles = List.copyOf(missingRoles);
    }
  }

  /// A role that is given to someone but does not exist.
  ///
  /// @param sentence that says so, in Kubernetes' words
  record MissingRole(String name, String sentence) {}
}
