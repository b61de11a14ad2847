package io.ubernetes.controllers.served;

import io.ubernetes.runtime.client.ApiResource;
import java.util.List;
import java.util.Set;

/// A kind as discovery lists it.
///
/// @param verbs what can be done with it
/// @param preference whether this is the version of its group that clients shall use
public record ServedKind(ApiResource resource, Set<String> verbs, Preference preference) {

  /// Several versions of a group show the same objects; one of them is enough to see all.
  public enum Preference {
    PREFERRED,
    OTHER
  }

  public ServedKind {
    verbs = Set.copyOf(verbs);
  }

  /// Whether its objects can be found and removed.
  public boolean canBeCleared() {
    return preference == Preference.PREFERRED && verbs.containsAll(List.of("list", "delete"));
  }

  /// Whether its objects can be kept in view and removed.
  boolean canBeWatched() {
    return canBeCleared() && verbs.contains("watch");
  }
}
