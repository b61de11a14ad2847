package io.ubernetes.scheduler.engine;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ReplicaPreferences.ClusterPreference;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The other objects that hold room in clusters, as far as they would have to make way for more
/// important ones.
@FunctionalInterface
public interface Occupants {

  Occupants NONE = (_, _) -> {};

  /// An object that holds room.
  ///
  /// @param pod what each of its pods needs
  /// @param spare how many of its replicas could go, by cluster: those that hold room there beyond
  ///   the least that its policy promises it there
  record Occupant(
      GroupVersionKind kind,
      NamespacedName key,
      int priority,
      PodDemand pod,
      Map<String, Integer> spare) {
    public Occupant {
      spare = Map.copyOf(spare);
    }
  }

  /// How many replicas an object is promised in each of these clusters if it has any there: its
  /// minimum, and all where nothing can be understood of its wishes.
  static Map<String, Integer> least(
      Workload workload, PolicyBinding binding, Set<String> clusters) {
    Map<String, Integer> least = new HashMap<>();
    try {
      Wish wish = Wish.of(workload, binding);
      for (String cluster : clusters) {
        ClusterPreference preference = wish.preference(cluster);
        if (preference != null && preference.least() > 0) {
          least.put(cluster, preference.least());
        }
      }
    } catch (Wish.Unclear unclear) {
      clusters.forEach(cluster -> least.put(cluster, Integer.MAX_VALUE));
    }
    return least;
  }

  /// Tells all objects with a priority below the given one, in any order.
  void below(int priority, Consumer<Occupant> each);
}
