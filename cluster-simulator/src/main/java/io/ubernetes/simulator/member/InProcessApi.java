package io.ubernetes.simulator.member;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Subscription;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.cache.WatchEvent;
import io.ubernetes.apimachinery.cache.WatchRequest;
import io.ubernetes.apimachinery.cache.WatchSink;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.MergePatch;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.registry.DeleteOptions;
import io.ubernetes.apimachinery.registry.DeleteOptions.Propagation;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.simulator.behaviour.ClusterApi;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The API of a simulated cluster for its own parts, which live in the same process: straight to
/// the registries and caches of the server, past HTTP. Thread-safe.
public final class InProcessApi implements ClusterApi, AutoCloseable {
  private static final String WRITER = "simulator";

  private final ApiServer server;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public InProcessApi(ApiServer server) {
    this.server = server;
  }

  @Override
  public void follow(ApiResource kind, Consumer<NamespacedName> changed) {
    WatchCache cache = registry(kind).cache();
    cache.snapshot().objects().forEach(object -> changed.accept(object.key()));
    Follower follower = new Follower(cache, changed);
    followers.add(follower);
    follower.begin();
  }

  @Override
  public Optional<ApiObject> get(ApiResource kind, NamespacedName key) {
    CachedObject object = registry(kind).cache().snapshot().get(key);
    return object == null ? Optional.empty() : Optional.of(new ApiObject(object.tree()));
  }

  @Override
  public long version(ApiResource kind, NamespacedName key) {
    CachedObject object = registry(kind).cache().snapshot().get(key);
    return object == null ? 0 : object.revision();
  }

  /// The keys of the objects of a kind that are in memory; the empty namespace stands for all.
  public List<NamespacedName> keys(GroupResource kind, String namespace) {
    List<NamespacedName> keys = new java.util.ArrayList<>();
    server
        .registry(kind)
        .cache()
        .snapshot()
        .objects(namespace.isEmpty() ? null : namespace, null)
        .forEach(object -> keys.add(object.key()));
    return keys;
  }

  @Override
  public ApiObject create(ApiResource kind, ApiObject object) {
    return explained(() -> {
      Registry registry = registry(kind);
      ObjectNode requested = object.json().deepCopy();
      return new ApiObject(
          registry.create(version(registry), object.namespace(), requested, options()).object());
    });
  }

  @Override
  public ApiObject patch(
      ApiResource kind, NamespacedName key, String subresource, ObjectNode patch) {
    Part part = subresource.equals("status") ? Part.STATUS : Part.MAIN;
    return update(
        kind,
        key,
        part,
        Json.text(patch, "metadata", "uid"),
        current -> MergePatch.apply(current, patch));
  }

  @Override
  public void bind(NamespacedName pod, String uid, String node) {
    update(
        io.ubernetes.runtime.client.ApiResources.PODS,
        pod,
        Part.MAIN,
        uid,
        current -> {
          String before = Json.text(current, "spec", "nodeName");
          if (!before.isEmpty()) {
            throw ApiException.conflict(
                new GroupResource("", "pods/binding"),
                pod.name(),
                "pod " + pod.name() + " is already assigned to node \"" + before + "\"");
          }
          current.withObject("/spec").put("nodeName", node);
          return current;
        });
  }

  private ApiObject update(
      ApiResource kind, NamespacedName key, Part part, String uid, Change.Function edit) {
    return explained(() -> {
      Registry registry = registry(kind);
      Change.Function checked =
          current -> {
            checkUid(registry, key, current, uid);
            return edit.apply(current);
          };
      Change change = new Change(version(registry), part, new Edit.Patch(checked));
      return new ApiObject(registry.update(key, change, options()).object());
    });
  }

  private static void checkUid(
      Registry registry, NamespacedName key, ObjectNode current, String uid) {
    if (!uid.isEmpty() && !uid.equals(Json.text(current, "metadata", "uid"))) {
      throw ApiException.conflict(
          registry.type().groupResource(), key.name(), "it is not the object that was meant");
    }
  }

  @Override
  public void delete(
      ApiResource kind, NamespacedName key, String uid, @Nullable Long graceSeconds) {
    delete(groupResource(kind), key, uid, graceSeconds);
  }

  /// Deletes an object, of any kind that the server has.
  ///
  /// @param uid empty for any
  void delete(GroupResource kind, NamespacedName key, String uid, @Nullable Long graceSeconds) {
    try {
      var _ =
          explained(() ->
              server
                  .registry(kind)
                  .delete(
                      key,
                      new DeleteOptions(
                          uid.isEmpty() ? null : uid, null, Propagation.BACKGROUND, graceSeconds),
                      options()));
    } catch (Refused refused) {
      if (!refused.isOutdated()) {
        throw refused;
      } // it is gone, or another stands in its place
    }
  }

  /// Empties the list of finalizers in a namespace's spec, which lets it go.
  void finalizeNamespace(NamespacedName key) {
    var _ =
        update(
            io.ubernetes.runtime.client.ApiResources.NAMESPACES,
            key,
            Part.FINALIZE,
            "",
            current -> {
              current.withObject("/spec").remove("finalizers");
              return current;
            });
  }

  @Override
  public void close() {
    closed = true;
    followers.forEach(Follower::close);
  }

  private Registry registry(ApiResource kind) {
    return server.registry(groupResource(kind));
  }

  private static GroupResource groupResource(ApiResource kind) {
    return new GroupResource(kind.kind().group(), kind.plural());
  }

  private static Version version(Registry registry) {
    return registry.type().versions().getFirst();
  }

  private static WriteOptions options() {
    return WriteOptions.by("system:" + WRITER, WRITER);
  }

  private static <T> T explained(Supplier<T> write) {
    try {
      return write.get();
    } catch (ApiException refused) {
      throw new Refused(refused.code(), String.valueOf(refused.getMessage()), refused);
    } catch (StoreException unavailable) {
      throw new Refused(0, String.valueOf(unavailable.getMessage()), unavailable);
    }
  }

  /// One watch of a cache that begins anew when it is cut off.
  private final class Follower implements WatchSink {
    private final WatchCache cache;
    private final Consumer<NamespacedName> changed;
    private volatile @Nullable Subscription subscription;

    Follower(WatchCache cache, Consumer<NamespacedName> changed) {
      this.cache = cache;
      this.changed = changed;
    }

    void begin() {
      WatchRequest.Start state = new WatchRequest.Start.State(WatchRequest.Start.State.ANY, false);
      subscription = cache.watch(WatchRequest.from(state), this);
    }

    @Override
    public boolean offer(List<WatchEvent> events) {
      events.forEach(event -> changed.accept(event.object().key()));
      return true;
    }

    @Override
    public void expired(ApiException error) {
      end();
    }

    @Override
    public void end() {
      if (!closed) {
        begin();
      }
    }

    void close() {
      Subscription running = subscription;
      if (running != null) {
        running.close();
      }
    }
  }
}
