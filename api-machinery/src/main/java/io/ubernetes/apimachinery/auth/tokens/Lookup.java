package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the objects that tokens are about. Each request with a token asks for the same few, so
/// they are parsed once for each revision; nobody may change what is found. Thread-safe.
final class Lookup {
  /// More accounts and Secrets than that are not in use at once; a bound, not a size to reach.
  private static final int MAX_PARSED = 4096;

  static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
  static final GroupResource SECRETS = new GroupResource("", "secrets");
  static final GroupResource PODS = new GroupResource("", "pods");
  static final GroupResource NODES = new GroupResource("", "nodes");

  private final Function<GroupResource, Registry> registries;
  private final Map<Key, Parsed> parsed = new ConcurrentHashMap<>();

  private record Key(GroupResource resource, NamespacedName name) {}

  private record Parsed(CachedObject cached, ApiObject object) {}

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
        ? Optional.of(parsed(new Key(resource, key), cached))
        : registry.get(key).map(ApiObject::new);
  }

  private ApiObject parsed(Key key, CachedObject cached) {
    Parsed known = parsed.get(key);
    if (known != null && known.cached() == cached) {
      return known.object();
    }
    ApiObject object = new ApiObject(cached.tree());
    if (parsed.size() >= MAX_PARSED) {
      parsed.clear(); // also of what is long gone
    }
    parsed.put(key, new Parsed(cached, object));
    return object;
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
