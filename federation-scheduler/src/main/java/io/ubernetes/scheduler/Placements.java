package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.informer.Lister;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The Placements as they are now: what the informer has, and what was written since and has not
/// come back yet. Without that, a decision could be taken on what the last one has replaced.
///
/// Thread-safe.
final class Placements {

  private final Lister lister;

  /// Entries go when the informer has caught up, so there are no more than writes under way.
  private final Map<NamespacedName, ApiObject> written = new ConcurrentHashMap<>();

  Placements(Lister lister) {
    this.lister = lister;
  }

  Optional<ApiObject> get(NamespacedName key) {
    Optional<ApiObject> listed = lister.get(key);
    ApiObject own = written.get(key);
    if (own == null) {
      return listed;
    }
    if (listed.isPresent() && isAsNew(listed.get(), own)) {
      written.remove(key, own);
      return listed;
    }
    return Optional.of(own);
  }

  /// The scheduler wrote, or read, this state.
  void wrote(ApiObject placement) {
    written.put(placement.key(), placement);
  }

  /// It was found that there is no such Placement.
  void isGone(NamespacedName key) {
    written.remove(key);
  }

  /// The informer saw this state.
  ///
  /// @return whether its spec is the scheduler's own last word
  boolean saw(ApiObject placement) {
    ApiObject own = written.get(placement.key());
    if (own == null) {
      return false;
    }
    boolean same = own.uid().equals(placement.uid()) && own.generation() == placement.generation();
    if (isAsNew(placement, own)) {
      written.remove(placement.key(), own);
    }
    return same;
  }

  /// Another uid is an earlier Placement of that name: a later one would have come after a deletion
  /// that the informer tells of.
  private static boolean isAsNew(ApiObject seen, ApiObject own) {
    return seen.uid().equals(own.uid()) && seen.generation() >= own.generation();
  }

  /// The object that a Placement is for.
  static ObjectRef target(ApiObject placement) {
    GroupVersionKind kind =
        GroupVersionKind.of(
            Json.text(placement.json(), "spec", "target", "apiVersion"),
            Json.text(placement.json(), "spec", "target", "kind"));
    String name = Json.text(placement.json(), "spec", "target", "name");
    return new ObjectRef(kind, new NamespacedName(placement.namespace(), name));
  }
}
