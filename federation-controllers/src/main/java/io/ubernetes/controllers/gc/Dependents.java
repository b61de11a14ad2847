package io.ubernetes.controllers.gc;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.runtime.client.ApiResource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who names whom as an owner, by the owner's uid. Fed by the informers' threads, each of which
/// changes only the objects of its own kind. Thread-safe.
final class Dependents {

  private final Map<String, Set<Item>> byOwner = new ConcurrentHashMap<>();

  /// An object of the federation, wherever it lives.
  record Item(ApiResource resource, NamespacedName key) {
    static Item of(ApiResource resource, ApiObject object) {
      return new Item(resource, object.key());
    }

    @Override
    public String toString() {
      return resource + " " + key;
    }
  }

  void add(Item item, ApiObject object) {
    for (OwnerReference owner : object.ownerReferences()) {
      byOwner.compute(
          owner.uid(),
          (uid, items) -> {
            Set<Item> all = items == null ? ConcurrentHashMap.newKeySet() : items;
            all.add(item);
            return all;
          });
    }
  }

  void remove(Item item, ApiObject object) {
    for (OwnerReference owner : object.ownerReferences()) {
      byOwner.computeIfPresent(
          owner.uid(),
          (uid, items) -> {
            items.remove(item);
            return items.isEmpty() ? null : items;
          });
    }
  }

  /// The objects that name the owner of that uid, as far as is known.
  Set<Item> of(String ownerUid) {
    return new HashSet<>(byOwner.getOrDefault(ownerUid, Set.of()));
  }
}
