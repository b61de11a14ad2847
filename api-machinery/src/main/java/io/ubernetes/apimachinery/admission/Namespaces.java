package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Looks namespaces up: in the cache, and in the store where that does not know one yet.
final class Namespaces {

  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

  private final ServedObjects served;

  Namespaces(ServedObjects served) {
    this.served = served;
  }

  /// @throws ApiException 404 when there is none of that name
  ApiObject get(String name) {
    CachedObject cached = cached(name);
    return new ApiObject(cached != null ? cached.tree() : stored(name));
  }

  /// The labels of a namespace: all that most writes ask for, and nothing that must be parsed.
  ///
  /// @throws ApiException 404 when there is none of that name
  Map<String, String> labels(String name) {
    CachedObject cached = cached(name);
    return cached != null ? cached.labels() : new ApiObject(stored(name)).labels();
  }

  private @Nullable CachedObject cached(String name) {
    return registry(name).cache().snapshot().get(NamespacedName.clusterScoped(name));
  }

  private ObjectNode stored(String name) {
    Registry registry = registry(name);
    NamespacedName key = NamespacedName.clusterScoped(name);
    return registry.get(key).orElseThrow(() -> registry.notFound(key));
  }

  private Registry registry(String name) {
    return served.registry(NAMESPACES).orElseThrow(() -> ApiException.notFound(NAMESPACES, name));
  }
}
