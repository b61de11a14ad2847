package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.admission.AdmissionPlugins;
import io.ubernetes.apimachinery.admission.ServedObjects;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.metrics.ServerMetrics;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.NamespaceLifecycle;
import io.ubernetes.apimachinery.registry.Reader;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.GroupVersionResource;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The kinds of a server with their caches and registries, found by the words of a path. Fixed once
/// made.
final class ServedTypes implements AutoCloseable {

  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
  private static final GroupVersionKind NAMESPACE = new GroupVersion("", "v1").kind("Namespace");

  /// A million objects take some 20 seconds to read; a store that needs longer is in trouble.
  private static final Duration FIRST_READ = Duration.ofMinutes(2);

  private final Map<GroupVersionResource, Served> served = new HashMap<>();
  private final Map<GroupResource, Registry> registries = new ConcurrentHashMap<>();
  private final AdmissionPlugins plugins;
  private final List<WatchCache> caches = new ArrayList<>();
  private final Set<String> namespaces;
  private final CacheLimits limits;

  ServedTypes(ApiServer.Options options, Store store) {
    this.namespaces = options.namespaces();
    this.limits = options.cacheLimits();
    Environment plain = options.environment();
    ResourceType namespaceType =
        options.types().stream()
            .filter(type -> type.groupResource().equals(NAMESPACES))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("a server needs namespaces"));
    WatchCache namespaceCache = cache(namespaceType, store, plain.clock());
    // Namespaces live in no namespace, but some of them are immortal: the rule needs to look them
    // up.
    Registry lookup = new Registry(namespaceType, store, namespaceCache, plain);
    Admission lifecycle = new NamespaceLifecycle(lookup, options.namespaces());
    this.plugins = new AdmissionPlugins(new InView(), options.access().authorizer());
    Environment environment =
        new Environment(
            plain.clock(),
            plain.uids(),
            plain.suffixes(),
            Admission.chain(List.of(lifecycle, plain.admission(), plugins)));
    for (ResourceType type : options.types()) {
      WatchCache cache =
          type.equals(namespaceType) ? namespaceCache : cache(type, store, plain.clock());
      add(type, new Registry(type, store, cache, environment));
    }
  }

  /// What is only answered has a cache that is never started.

  private WatchCache cache(ResourceType type, Store store, InstantSource clock) {
    WatchCache cache = new WatchCache(store, type, clock, limits);
    if (!type.isAnswered()) {
      caches.add(cache);
    }
    return cache;
  }

  private void add(ResourceType type, Registry registry) {
    Reader reader = new Reader(registry.cache());
    if (!type.isAnswered()) {
      registries.put(type.groupResource(), registry);
    }
    for (ResourceType.Version version : type.versions()) {
      Served entry = new Served(type, version, registry, reader);
      served.put(entry.groupVersion().resource(type.names().plural()), entry);
    }
  }

  /// What a path names: a kind that is a part of another's objects, or else the other.
  @Nullable Served find(RequestInfo info) {
    if (!info.subresource().isEmpty()) {
      String part = info.resource() + "/" + info.subresource();
      Served found = served.get(info.groupVersion().resource(part));
      if (found != null) {
        return found;
      }
    }
    return served.get(info.groupVersionResource());
  }

  /// What admission may look at.
  private final class InView implements ServedObjects {
    @Override
    public Optional<Registry> registry(GroupResource resource) {
      return Optional.ofNullable(registries.get(resource));
    }

    @Override
    public List<ResourceType> types() {
      return registries.values().stream().map(Registry::type).toList();
    }
  }

  void start() {
    caches.forEach(WatchCache::start);
    for (WatchCache cache : caches) {
      if (!cache.awaitReady(FIRST_READ)) {
        throw new StoreException("the store did not give its objects within " + FIRST_READ, null);
      }
    }
    namespaces.forEach(this::ensureNamespace);
  }

  private void ensureNamespace(String name) {
    Served entry = served.get(new GroupVersionResource("", "v1", "namespaces"));
    if (entry == null
        || entry.registry().cache().snapshot().get(NamespacedName.clusterScoped(name)) != null) {
      return;
    }
    try {
      ApiObject namespace = ApiObject.of(NAMESPACE, "", name);
      WriteOptions options = WriteOptions.by("system:apiserver", "system:apiserver");
      entry.registry().create(entry.version(), "", namespace.json(), options);
    } catch (ApiException refused) {
      if (refused.code() != 409) { // another server of the same store was faster
        throw refused;
      }
    }
  }

  /// Shows the sizes of the caches.
  void describe(ServerMetrics metrics) {
    metrics.gauge(
        "apiserver_cached_objects",
        "Objects in the watch caches.",
        () -> caches.stream().mapToLong(cache -> cache.stats().objects()).sum());
    metrics.gauge(
        "apiserver_watch_cache_watchers",
        "Watches that the caches serve.",
        () -> caches.stream().mapToLong(cache -> cache.stats().watchers()).sum());
  }

  /// @throws IllegalArgumentException when the kind is not served
  Registry registry(GroupResource resource) {
    return served.values().stream()
        .map(Served::registry)
        .filter(registry -> registry.type().groupResource().equals(resource))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(resource + " is not served"));
  }

  boolean synced() {
    return caches.stream().allMatch(WatchCache::isReady);
  }

  @Override
  public void close() {
    plugins.close();
    caches.forEach(WatchCache::close);
  }
}
