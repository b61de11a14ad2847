package io.ubernetes.apimachinery.cache;

import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The attached watchers, found by what they can see: most watch one object or one namespace, and a
/// change must not cost a look at each of them. Owned by the cache's loop.
final class Watchers {
  private final Map<NamespacedName, List<CacheWatcher>> byKey = new HashMap<>();
  private final Map<String, List<CacheWatcher>> byName = new HashMap<>();
  private final Map<String, List<CacheWatcher>> byNamespace = new HashMap<>();
  private final List<CacheWatcher> others = new ArrayList<>();
  private final boolean namespaced;
  private final AtomicInteger size = new AtomicInteger(); // the loop writes, metrics read

  Watchers(boolean namespaced) {
    this.namespaced = namespaced;
  }

  int size() {
    return size.get();
  }

  void add(CacheWatcher watcher) {
    String namespace = watcher.request().onlyNamespace();
    String name = watcher.request().onlyName();
    list(namespace, name).add(watcher);
    size.incrementAndGet();
  }

  /// Does nothing when it is not there.
  void remove(CacheWatcher watcher) {
    String namespace = watcher.request().onlyNamespace();
    String name = watcher.request().onlyName();
    List<CacheWatcher> list = list(namespace, name);
    if (list.remove(watcher)) {
      size.decrementAndGet();
    }
    if (list.isEmpty()) {
      forget(namespace, name);
    }
  }

  List<CacheWatcher> all() {
    List<CacheWatcher> all = new ArrayList<>(others);
    byKey.values().forEach(all::addAll);
    byName.values().forEach(all::addAll);
    byNamespace.values().forEach(all::addAll);
    return all;
  }

  /// Calls `action` for every watcher that may see the object of this key.
  void forEach(NamespacedName key, Consumer<CacheWatcher> action) {
    others.forEach(action);
    each(byKey.get(key), action);
    each(byName.get(key.name()), action);
    each(byNamespace.get(key.namespace()), action);
  }

  private static void each(@Nullable List<CacheWatcher> list, Consumer<CacheWatcher> action) {
    if (list != null) {
      list.forEach(action);
    }
  }

  private List<CacheWatcher> list(@Nullable String namespace, @Nullable String name) {
    if (name != null && (namespace != null || !namespaced)) {
      return byKey.computeIfAbsent(key(namespace, name), _ -> new ArrayList<>(1));
    }
    if (name != null) {
      return byName.computeIfAbsent(name, _ -> new ArrayList<>(1));
    }
    if (namespace != null) {
      return byNamespace.computeIfAbsent(namespace, _ -> new ArrayList<>(1));
    }
    return others;
  }

  private void forget(@Nullable String namespace, @Nullable String name) {
    if (name != null) {
      byKey.computeIfPresent(key(namespace, name), (_, list) -> list.isEmpty() ? null : list);
      byName.computeIfPresent(name, (_, list) -> list.isEmpty() ? null : list);
    } else if (namespace != null) {
      byNamespace.computeIfPresent(namespace, (_, list) -> list.isEmpty() ? null : list);
    }
  }

  private static NamespacedName key(@Nullable String namespace, String name) {
    return new NamespacedName(namespace == null ? "" : namespace, name);
  }
}
