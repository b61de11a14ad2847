package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;

/// Looks namespaces up: in the cache, and in the store where that does not know one yet.
final class Namespaces {

  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

  private final ServedObjects served;

  Namespaces(ServedObjects served) {
    this.served = served;
  }

  /// @throws ApiException 404 when there is none of that name
  ApiObject get(String name) {
    Registry registry =
        served.registry(NAMESPACES).orElseThrow(() -> ApiException.notFound(NAMESPACES, name));
    NamespacedName key = NamespacedName.clusterScoped(name);
    CachedObject cached = registry.cache().snapshot().get(key);
    return new ApiObject(
        cached != null
            ? cached.tree()
            : registry.get(key).orElseThrow(() -> registry.notFound(key)));
  }
}
