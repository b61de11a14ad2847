package io.ubernetes.apimachinery.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who sends a request, as Kubernetes' `user.Info`. Immutable.
///
/// @param uid may be empty
/// @param extra whatever else the authenticator knows, by name
public record Identity(
    String user, String uid, List<String> groups, Map<String, List<String>> extra) {

  /// The user that everyone is who shows no credential.
  public static final String ANONYMOUS_USER = "system:anonymous";

  /// The group of those who show no credential.
  public static final String UNAUTHENTICATED = "system:unauthenticated";

  /// The group of all who are known.
  public static final String AUTHENTICATED = "system:authenticated";

  /// The group of those who may do everything.
  public static final String MASTERS = "system:masters";

  /// Who shows no credential.
  public static final Identity ANONYMOUS =
      new Identity(ANONYMOUS_USER, "", List.of(UNAUTHENTICATED), Map.of());

  public Identity {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public static Identity of(String user, String... groups) {
    return new Identity(user, "", List.of(groups), Map.of());
  }

  public boolean isAnonymous() {
    return user.equals(ANONYMOUS_USER);
  }

  /// The same, as a member of a group too.
  Identity in(String group) {
    if (groups.contains(group)) {
      return this;
    }
    List<String> all = new ArrayList<>(groups);
    all.add(group);
    return new Identity(user, uid, all, extra);
  }
}
