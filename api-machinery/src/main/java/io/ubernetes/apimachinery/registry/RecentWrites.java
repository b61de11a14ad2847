package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.NamespacedName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What was written through this server and its own cache has not seen yet. Who creates an object
/// and changes it at once, as controllers do, would otherwise be prepared on what the cache holds,
/// refused by the store, and prepared again. Others may have written since: what is found here may
/// be behind the store, as the cache may. Thread-safe.
final class RecentWrites {
  /// A cache is behind by milliseconds, so that few are in use.
  private static final int MAX = 1024;

  private final Map<NamespacedName, Store.Entry> entries = new ConcurrentHashMap<>();

  /// @param written as the store holds it now
  /// @param cached what the cache holds
  void add(NamespacedName name, Store.Entry written, Snapshot cached) {
    if (entries.size() >= MAX) {
      entries.values().removeIf(entry -> entry.revision() <= cached.revision());
      if (entries.size() >= MAX) {
        entries.clear(); // the cache stands still; the store will tell
      }
    }
    entries.merge(name, written, (one, other) -> one.revision() > other.revision() ? one : other);
  }

  /// The object as it was last written here, if the cache has not come that far.
  Optional<Store.Entry> beyond(Snapshot cached, NamespacedName name) {
    Store.Entry entry = entries.get(name);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.revision() <= cached.revision()) {
      entries.remove(name, entry);
      return Optional.empty();
    }
    return Optional.of(entry);
  }

  /// It was deleted through this server.
  void remove(NamespacedName name) {
    entries.remove(name);
  }
}
