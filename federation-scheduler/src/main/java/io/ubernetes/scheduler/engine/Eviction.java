package io.ubernetes.scheduler.engine;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import java.util.Comparator;

/// Replicas of a less important object that make way in a cluster.
///
/// @param kind of the object that makes way
/// @param priority of the object that makes way
/// @param replicas how many
public record Eviction(
    GroupVersionKind kind, NamespacedName key, int priority, String cluster, int replicas) {

  /// By cluster, then the least important first.
  static final Comparator<Eviction> ORDER =
      Comparator.comparing(Eviction::cluster)
          .thenComparingInt(Eviction::priority)
          .thenComparing(eviction -> eviction.key.toString())
          .thenComparing(eviction -> eviction.kind.toString());
}
