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

  /// What the informer saw last of those that are being written, if anything. Under load a watch is
  /// often faster than the answer to the write that it tells of.
  private final Map<NamespacedName, Optional<ApiObject>> underWay = new ConcurrentHashMap<>();

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

  /// The scheduler is about to write it. What the informer sees up to [#ended] is judged then.
  void writing(NamespacedName key) {
    underWay.put(key, Optional.empty());
  }

  /// The write that was under way has ended, one way or another.
  ///
  /// @return whether the informer has seen meanwhile what is not, or no longer, what is there by
  ///   the scheduler's knowledge
  boolean ended(NamespacedName key) {
    Optional<ApiObject> seen = underWay.remove(key);
    if (seen == null || seen.isEmpty()) {
      return false;
    }
    ApiObject own = written.get(key);
    if (own == null || !own.uid().equals(seen.get().uid())) {
      return true;
    }
    if (isAsNew(seen.get(), own)) {
      written.remove(key, own);
    }
    return seen.get().generation() > own.generation();
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
  /// @return whether its spec is the scheduler's own last word, or will be judged when it is known
  boolean saw(ApiObject placement) {
    Optional<ApiObject> now = Optional.of(placement);
    if (underWay.computeIfPresent(placement.key(), (_, _) -> now) != null) {
      return true;
    }
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
