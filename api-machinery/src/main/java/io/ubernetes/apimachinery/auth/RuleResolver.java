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
  /// @param missingRoles names of roles that are given but do not exist
  record Rules(List<Rule> rules, List<String> missingRoles) {
    public Rules {
      rules = List.copyOf(rules);
      missingRoles = List.copyOf(missingRoles);
    }
  }
}
