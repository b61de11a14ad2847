package io.ubernetes.apimachinery.auth;

/// Allows everything to the group `system:masters`, whatever is stored, so that nobody can lock
/// themselves out. Stateless.
public record Privileged() implements Authorizer {

  @Override
  public Decision authorize(Identity identity, Attributes attributes) {
    return identity.groups().contains(Identity.MASTERS) ? Decision.ALLOW : Decision.DENY;
  }
}
