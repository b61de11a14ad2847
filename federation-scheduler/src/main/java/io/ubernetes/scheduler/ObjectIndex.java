package io.ubernetes.scheduler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The objects of each key; keys without objects take no memory. Not thread-safe.
final class ObjectIndex<K> {
  private final Map<K, Set<ObjectRef>> objects = new HashMap<>();

  void insert(K key, ObjectRef object) {
    objects.computeIfAbsent(key, _ -> new HashSet<>()).add(object);
  }

  void delete(K key, ObjectRef object) {
    objects.computeIfPresent(
        key,
        (_, known) -> {
          known.remove(object);
          return known.isEmpty() ? null : known;
        });
  }

  /// A view, which the next change may change or leave behind.
  Set<ObjectRef> get(K key) {
    return objects.getOrDefault(key, Set.of());
  }
}
