package io.ubernetes.cli.join;

import io.ubernetes.cli.kubeconfig.KubeconfigContext;
import io.ubernetes.model.Names;
import java.util.List;

/// A member to be joined.
///
/// @param name of the `Cluster`, a DNS label
/// @param member how its administrator reaches it
public record JoinRequest(String name, KubeconfigContext member, MemberTraits traits) {

  /// @throws IllegalArgumentException when no `Cluster` can be called so
  public JoinRequest {
    List<String> problems = Names.dns1123Label(name);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name for a cluster: " + problems.getFirst());
    }
  }
}
