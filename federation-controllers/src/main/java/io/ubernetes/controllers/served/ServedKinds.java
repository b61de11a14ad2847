package io.ubernetes.controllers.served;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The kinds of the federation with an informer of the metadata of each. Asks discovery every few
/// seconds. Thread-safe; its maps are guarded by one lock, and replaced as a whole.
public final class ServedKinds implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServedKinds.class);

  /// How soon a new kind is seen. Discovery answers come from bytes, so asking costs little.
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /// Events own nothing, are owned by nothing, and are many; Kubernetes leaves them out as well.
  private static final Set<String> LEFT_OUT = Set.of("events", "events.events.k8s.io");

  private final ApiClient federationClient;
  private final Informers federation;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile Map<GroupVersionKind, ApiResource> byKind = Map.of();
  private volatile Map<ApiResource, Informer> informers = Map.of();
  private volatile boolean closed;

  /// Is told of kinds that come. Kinds that are there already are told at once.
  @FunctionalInterface
  public interface Listener {
    void onKindAdded(ApiResource resource, Informer informer);
  }

  public ServedKinds(ApiClient federationClient, Informers federation) {
    this.federationClient = federationClient;
    this.federation = federation;
    this.thread = Thread.ofVirtual().name("served-kinds").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  public void addListener(Listener listener) {
    lock.lock();
    try {
      listeners.add(listener);
      informers.forEach(listener::onKindAdded);
    } finally {
      lock.unlock();
    }
  }

  /// The resource of a kind in any version that is served; the preferred version of that resource.
  public Optional<ApiResource> find(GroupVersionKind kind) {
    return Optional.ofNullable(byKind.get(kind));
  }

  /// The informer of a resource that can be watched.
  public Optional<Informer> informer(ApiResource resource) {
    return Optional.ofNullable(informers.get(resource));
  }

  /// Every kind that is in view.
  public Set<ApiResource> resources() {
    return informers.keySet();
  }

  /// Whether discovery was read and every kind's objects were seen once.
  public boolean synced() {
    Map<ApiResource, Informer> all = informers;
    return !all.isEmpty() && all.values().stream().allMatch(Informer::hasSynced);
  }

  private void run() {
    while (!closed) {
      try {
        refresh();
      } catch (ApiClientException failure) {
        log.debug("discovery failed and is tried again: {}", failure.getMessage());
      } catch (RuntimeException fault) {
        log.error("discovery met a fault and is tried again", fault);
      }
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /// Reads discovery now.
  ///
  /// @throws ApiClientException when it cannot be read
  public void refresh() {
    Discovery discovery = Discovery.read(federationClient);
    lock.lock();
    try {
      if (!closed) {
        apply(discovery);
      }
    } finally {
      lock.unlock();
    }
  }

  private void apply(Discovery discovery) {
    Map<String, ApiResource> preferred = new HashMap<>();
    for (ServedKind kind : discovery.kinds()) {
      if (kind.preference() == ServedKind.Preference.PREFERRED) {
        preferred.put(kind.resource().toString(), kind.resource());
      }
    }
    Map<GroupVersionKind, ApiResource> kinds = new HashMap<>();
    Set<ApiResource> watched = new HashSet<>();
    for (ServedKind kind : discovery.kinds()) {
      ApiResource resource = kind.resource();
      kinds.putIfAbsent(resource.kind(), preferred.getOrDefault(resource.toString(), resource));
      if (kind.canBeWatched() && !LEFT_OUT.contains(resource.toString())) {
        watched.add(resource);
      }
    }
    byKind = Map.copyOf(kinds);
    if (discovery.failures().isEmpty()) { // what cannot be read now is not known to be gone
      new ArrayList<>(informers.keySet())
          .stream().filter(resource -> !watched.contains(resource)).forEach(this::remove);
    }
    watched.stream().filter(resource -> !informers.containsKey(resource)).forEach(this::add);
  }

  private void add(ApiResource resource) {
    Informer informer = informerOf(resource);
    Map<ApiResource, Informer> more = new HashMap<>(informers);
    more.put(resource, informer);
    informers = Map.copyOf(more);
    listeners.forEach(listener -> listener.onKindAdded(resource, informer));
  }

  private void remove(ApiResource resource) {
    log.info("{} are no longer served", resource);
    Map<ApiResource, Informer> fewer = new HashMap<>(informers);
    fewer.remove(resource);
    informers = Map.copyOf(fewer);
    if (!isShared(resource)) {
      federation.stop(nameOf(resource));
    }
  }

  /// The kinds that other controllers watch as well are watched once.
  private Informer informerOf(ApiResource resource) {
    if (resource.equals(Resources.PLACEMENTS)) {
      return federation.informer("placements", resource, InformerOptions.ALL);
    }
    return isShared(resource)
        ? federation.informer(resource)
        : federation.informer(
            nameOf(resource),
            resource,
            InformerOptions.ALL.withTransform(ServedKinds::metadataOnly));
  }

  private static String nameOf(ApiResource resource) {
    return "metadata/" + resource;
  }

  private static boolean isShared(ApiResource resource) {
    return resource.equals(Resources.PLACEMENTS)
        || resource.equals(Resources.NAMESPACES)
        || resource.equals(Resources.CLUSTERS)
        || Resources.PROPAGATED.contains(resource);
  }

  /// Annotations go too: the last applied configuration in them is as large as the object.
  private static ApiObject metadataOnly(ApiObject object) {
    var json = Json.object();
    for (String field : List.of("apiVersion", "kind", "metadata")) {
      JsonNode value = object.json().get(field);
      if (value != null) {
        json.set(field, value);
      }
    }
    ApiObject kept = new ApiObject(json);
    kept.metadata().remove("annotations");
    return kept;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }
}
