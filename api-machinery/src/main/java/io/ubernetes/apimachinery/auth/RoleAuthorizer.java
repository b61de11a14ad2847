package io.ubernetes.apimachinery.auth;

import java.util.List;
import java.util.Set;

/// Rights that are fixed when the server starts: roles, and the users and groups that have them.
/// Immutable.
///
/// @param bindings whoever has one of them may do what its rules cover
public record RoleAuthorizer(List<Binding> bindings) implements Authorizer {

  public RoleAuthorizer {
    bindings = List.copyOf(bindings);
  }

  /// Rules, and those who have them.
  ///
  /// @param role its name
  public record Binding(String role, Set<String> users, Set<String> groups, List<Rule> rules) {
    public Binding {
      users = Set.copyOf(users);
      groups = Set.copyOf(groups);
      rules = List.copyOf(rules);
    }

    static Binding ofGroups(String role, Set<String> groups, List<Rule> rules) {
      return new Binding(role, Set.of(), groups, rules);
    }

    private boolean isFor(Identity identity) {
      return users.contains(identity.user())
          || identity.groups().stream().anyMatch(groups::contains);
    }
  }

  @Override
  public Decision authorize(Identity identity, Attributes attributes) {
    for (Binding binding : bindings) {
      if (binding.isFor(identity) && covers(binding.rules(), attributes)) {
        return Decision.ALLOW;
      }
    }
    return Decision.DENY;
  }

  private static boolean covers(List<Rule> rules, Attributes attributes) {
    for (Rule rule : rules) {
      if (rule.covers(attributes)) {
        return true;
      }
    }
    return false;
  }
}
