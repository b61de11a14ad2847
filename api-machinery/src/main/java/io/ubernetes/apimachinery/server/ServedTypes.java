package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.admission.AdmissionPlugins;
import io.ubernetes.apimachinery.admission.ServedObjects;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.crd.CustomResources;
import io.ubernetes.apimachinery.crd.DefinitionController;
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
import io.ubernetes.apimachinery.webhook.WebhookCaller;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.GroupVersionResource;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The kinds of a server with their caches and registries, found by the words of a path. Its own
/// kinds are fixed once made; custom resources come and go, and never take the place of one of its
/// own. Thread-safe: readers see one immutable map, changes are made under the lock of this object.
final class ServedTypes implements DefinitionController.Host, AutoCloseable {

  private static final GroupResource SERVICES = new GroupResource("", "services");
  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
  private static final GroupVersionKind NAMESPACE = new GroupVersion("", "v1").kind("Namespace");

  /// A million objects take some 20 seconds to read; a store that needs longer is in trouble.
  private static final Duration FIRST_READ = Duration.ofMinutes(2);

  private volatile Map<GroupVersionResource, Served> served = Map.of();
  private volatile List<ResourceType> types;
  private final Map<GroupResource, Registry> registries = new ConcurrentHashMap<>();
  private final WebhookCaller webhooks = new WebhookCaller(this::serviceExists);
  private final List<WatchCache> caches = new CopyOnWriteArrayList<>();
  private final Map<GroupVersionResource, Served> own = new HashMap<>();
  private final Map<String, Custom> custom = new LinkedHashMap<>();
  private final List<ResourceType> ownTypes;
  private final Store store;
  private final Environment environment;
  private volatile Consumer<List<ResourceType>> listener = types -> {};
  private final Set<String> namespaces;
  private final CacheLimits limits;

  ServedTypes(ApiServer.Options options, Store store) {
    this.namespaces = options.namespaces();
    this.store = store;
    this.ownTypes = options.types();
    this.types = ownTypes;
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
    AdmissionPlugins plugins =
        new AdmissionPlugins(new InView(), options.access().authorizer(), webhooks);
    environment =
        new Environment(
            plain.clock(),
            plain.uids(),
            plain.suffixes(),
            Admission.chain(List.of(lifecycle, plain.admission(), plugins)));
    for (ResourceType type : options.types()) {
      WatchCache cache =
          type.equals(namespaceType) ? namespaceCache : cache(type, store, plain.clock());
      Registry registry = new Registry(type, store, cache, environment);
      if (!type.isAnswered()) {
        registries.put(type.groupResource(), registry);
      }
      add(own, type, registry);
    }
    served = Map.copyOf(own);
  }

  /// The resources of one definition.
  private record Custom(
      CustomResources resources, WatchCache cache, Map<GroupVersionResource, Served> served) {}

  /// @param listener is told of all types whenever they change
  void onChange(Consumer<List<ResourceType>> listener) {
    this.listener = listener;
  }

  @Override
  public WebhookCaller webhooks() {
    return webhooks;
  }

  private boolean serviceExists(NamespacedName name) {
    Registry services = registries.get(SERVICES);
    return services != null
        && (services.cache().snapshot().get(name) != null || services.get(name).isPresent());
  }

  @Override
  public void serve(String definition, CustomResources resources) {
    WatchCache cache = cache(resources.stored(), store, environment.clock());
    cache.start();
    if (!cache.awaitReady(FIRST_READ)) {
      cache.close();
      caches.remove(cache);
      throw new StoreException("the store did not give its objects within " + FIRST_READ, null);
    }
    Map<GroupVersionResource, Served> entries = new HashMap<>();
    for (ResourceType type : resources.served()) {
      add(entries, type, new Registry(type, store, cache, environment));
    }
    Custom before = change(definition, new Custom(resources, cache, entries));
    if (before != null) {
      retire(before.cache());
    }
  }

  @Override
  public void withdraw(String definition) {
    Custom before = change(definition, null);
    if (before != null) {
      retire(before.cache());
    }
  }

  private synchronized @Nullable Custom change(String definition, @Nullable Custom now) {
    Custom before = now == null ? custom.remove(definition) : custom.put(definition, now);
    if (before != null && isCustom(before)) {
      registries.remove(before.resources().stored().groupResource());
    }
    if (now != null && isCustom(now)) {
      ResourceType stored = now.resources().stored();
      Registry registry = new Registry(stored, store, now.cache(), environment);
      registries.put(stored.groupResource(), registry);
    }
    Map<GroupVersionResource, Served> all = new HashMap<>();
    custom.values().forEach(each -> all.putAll(each.served()));
    all.putAll(own);
    served = Map.copyOf(all);
    List<ResourceType> types = new ArrayList<>(ownTypes);
    custom.values().stream()
        .filter(this::isCustom)
        .sorted(Comparator.comparing(each -> each.resources().stored().group()))
        .flatMap(each -> each.resources().served().stream())
        .forEach(types::add);
    this.types = List.copyOf(types);
    listener.accept(this.types);
    return before;
  }

  /// A definition of what the server has as its own changes nothing.
  private boolean isCustom(Custom each) {
    GroupResource resource = each.resources().stored().groupResource();
    return ownTypes.stream().noneMatch(own -> own.groupResource().equals(resource));
  }

  private void retire(WatchCache cache) {
    caches.remove(cache);
    cache.close();
  }

  @Override
  public synchronized @Nullable Registry objects(String definition) {
    Custom known = custom.get(definition);
    return known == null
        ? null
        : new Registry(known.resources().stored(), store, known.cache(), environment);
  }

  /// Every kind that is served now.
  List<ResourceType> all() {
    return types;
  }

  /// Whether a group has kinds of the server's own.
  boolean isOwnGroup(String group) {
    return ownTypes.stream().anyMatch(type -> type.group().equals(group));
  }

  /// What is only answered has a cache that is never started.
  private WatchCache cache(ResourceType type, Store store, InstantSource clock) {
    WatchCache cache = new WatchCache(store, type, clock, limits);
    if (!type.isAnswered()) {
      caches.add(cache);
    }
    return cache;
  }

  private static void add(
      Map<GroupVersionResource, Served> served, ResourceType type, Registry registry) {
    Reader reader = new Reader(registry.cache());
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
      return types;
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
    webhooks.close();
    caches.forEach(WatchCache::close);
  }
}
