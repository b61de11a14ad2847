package io.ubernetes.runtime.informer;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The objects of an informer with their indices. Written under the informer's lock only; read by
/// anyone without waiting. A reader beside a writer sees an object before or after its change.
final class ObjectCache implements Lister {

  private final Map<NamespacedName, ApiObject> objects = new ConcurrentHashMap<>();
  private final Map<String, Function<ApiObject, ? extends Collection<String>>> indexers;
  private final Map<String, Map<String, Set<NamespacedName>>> indices = new HashMap<>();

  ObjectCache(Map<String, Function<ApiObject, ? extends Collection<String>>> indexers) {
    this.indexers = new HashMap<>(indexers);
    this.indexers.put(InformerOptions.NAMESPACE_INDEX, object -> List.of(object.namespace()));
    this.indexers.keySet().forEach(name -> indices.put(name, new ConcurrentHashMap<>()));
  }

  @Override
  public Optional<ApiObject> get(NamespacedName key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public List<ApiObject> list() {
    return List.copyOf(objects.values());
  }

  @Override
  public List<ApiObject> list(String namespace) {
    return byIndex(InformerOptions.NAMESPACE_INDEX, namespace);
  }

  @Override
  public List<ApiObject> byIndex(String index, String value) {
    Map<String, Set<NamespacedName>> values = indices.get(index);
    if (values == null) {
      throw new IllegalArgumentException("there is no index " + index);
    }
    List<ApiObject> found = new ArrayList<>();
    for (NamespacedName key : values.getOrDefault(value, Set.of())) {
      ApiObject object = objects.get(key);
      if (object != null) {
        found.add(object);
      }
    }
    return found;
  }

  @Override
  public int size() {
    return objects.size();
  }

  Set<NamespacedName> keys() {
    return objects.keySet();
  }

  /// Keeps the object; returns the one that was kept before.
  @Nullable ApiObject put(ApiObject object) {
    NamespacedName key = object.key();
    ApiObject before = objects.put(key, object);
    indexers.forEach((name, values) -> {
      Set<String> old = before == null ? Set.of() : new HashSet<>(values.apply(before));
      Collection<String> now = values.apply(object);
      now.forEach(value -> insert(name, value, key));
      old.stream().filter(value -> !now.contains(value)).forEach(v -> delete(name, v, key));
    });
    return before;
  }

  @Nullable ApiObject remove(NamespacedName key) {
    ApiObject before = objects.remove(key);
    if (before != null) {
      indexers.forEach(
          (name, values) -> values.apply(before).forEach(value -> delete(name, value, key)));
    }
    return before;
  }

  private void insert(String index, String value, NamespacedName key) {
    index(index).computeIfAbsent(value, v -> ConcurrentHashMap.newKeySet()).add(key);
  }

  private void delete(String index, String value, NamespacedName key) {
    index(index)
        .computeIfPresent(
            value,
            (v, keys) -> {
              keys.remove(key);
              return keys.isEmpty() ? null : keys;
            });
  }

  private Map<String, Set<NamespacedName>> index(String name) {
    return indices.getOrDefault(name, Map.of());
  }
}
