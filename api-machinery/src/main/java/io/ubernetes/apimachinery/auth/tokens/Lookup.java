package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the objects that tokens are about. Thread-safe.
final class Lookup {
  static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
  static final GroupResource SECRETS = new GroupResource("", "secrets");
  static final GroupResource PODS = new GroupResource("", "pods");
  static final GroupResource NODES = new GroupResource("", "nodes");

  private final Function<GroupResource, Registry> registries;

  /// @param registries throws an IllegalArgumentException for what is not served
  Lookup(Function<GroupResource, Registry> registries) {
    this.registries = registries;
  }

  /// From memory; what is not there is looked for in the store, because it may be very new.
  Optional<ApiObject> find(GroupResource resource, NamespacedName key) {
    Registry registry = registry(resource);
    if (registry == null) {
      return Optional.empty();
    }
    CachedObject cached = registry.cache().snapshot().get(key);
    return cached != null
        ? Optional.of(new ApiObject(cached.tree()))
        : registry.get(key).map(ApiObject::new);
  }

  /// The newest state, from the store.
  Optional<ApiObject> read(GroupResource resource, NamespacedName key) {
    Registry registry = registry(resource);
    return registry == null ? Optional.empty() : registry.get(key).map(ApiObject::new);
  }

  private @Nullable Registry registry(GroupResource resource) {
    try {
      return registries.apply(resource);
    } catch (IllegalArgumentException notServed) {
      return null; // a kind that is not served has no objects
    }
  }
}
