package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.ApplyOptions;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Deletion;
import io.ubernetes.runtime.client.ListOptions;
import io.ubernetes.runtime.client.ListPage;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.client.Watch;
import io.ubernetes.runtime.client.WatchEvent;
import io.ubernetes.runtime.client.WatchOptions;
import io.ubernetes.runtime.client.WriteOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An API server without a network: versions, generations, uids, finalizers, merge patches and
/// watches behave as Kubernetes'. Status is a subresource of every kind. Thread-safe.
final class InMemoryApi implements ApiClient {

  private record Change(long version, ApiResource resource, WatchEvent event) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<ApiResource, Map<NamespacedName, ApiObject>> objects = new HashMap<>();
  private final List<Change> history = new ArrayList<>();
  private final Map<ApiResource, Integer> writes = new HashMap<>();
  private final Map<ApiResource, Integer> failures = new HashMap<>();
  private long version;
  private boolean closed;

  /// Successful creates, updates and patches of the resource, but for its status.
  int writes(ApiResource resource) {
    lock.lock();
    try {
      return writes.getOrDefault(resource, 0);
    } finally {
      lock.unlock();
    }
  }

  /// Lets the next writes of the resource fail with 500.
  void failNextWrites(ApiResource resource, int times) {
    lock.lock();
    try {
      failures.put(resource, times);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<ApiObject> get(ApiResource resource, NamespacedName key) {
    lock.lock();
    try {
      return Optional.ofNullable(of(resource).get(key)).map(ApiObject::copy);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ListPage listPage(ApiResource resource, ListOptions options) {
    lock.lock();
    try {
      List<ApiObject> items = of(resource).values().stream().map(ApiObject::copy).toList();
      return new ListPage(items, "", Long.toString(version));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ApiObject create(ApiResource resource, ApiObject object, WriteOptions options) {
    lock.lock();
    try {
      mayFail(resource);
      if (of(resource).containsKey(object.key())) {
        throw refused(409, "AlreadyExists", object.key());
      }
      ApiObject created = object.copy();
      created.metadata().put("uid", UUID.randomUUID().toString());
      created.metadata().put("generation", 1);
      created.metadata().put("creationTimestamp", Instant.now().toString());
      count(resource);
      return store(resource, created, new WatchEvent.Added(created));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ApiObject update(ApiResource resource, ApiObject object, WriteOptions options) {
    lock.lock();
    try {
      ApiObject before = existing(resource, object.key());
      if (!object.resourceVersion().isEmpty()
          && !object.resourceVersion().equals(before.resourceVersion())) {
        throw refused(409, "Conflict", object.key());
      }
      return replace(resource, before, object.copy(), options);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ApiObject patch(
      ApiResource resource, NamespacedName key, Patch patch, WriteOptions options) {
    lock.lock();
    try {
      ApiObject before = existing(resource, key);
      ApiObject after = before.copy();
      merge(after.json(), ((Patch.Merge) patch).body());
      if (!after.uid().equals(before.uid())) {
        throw refused(409, "Conflict", key);
      }
      return replace(resource, before, after, options);
    } finally {
      lock.unlock();
    }
  }

  /// RFC 7386.
  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        target.remove(field.getKey());
      } else if (field.getValue() instanceof ObjectNode part) {
        ObjectNode at =
            target.get(field.getKey()) instanceof ObjectNode o
                ? o
                : target.putObject(field.getKey());
        merge(at, part);
      } else {
        target.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }

  private ApiObject replace(
      ApiResource resource, ApiObject before, ApiObject after, WriteOptions options) {
    mayFail(resource);
    if (options.subresource().equals("status")) {
      ApiObject merged = before.copy();
      put(merged, "status", after.status());
      return store(resource, merged, new WatchEvent.Modified(merged));
    }
    put(after, "status", before.status());
    after.metadata().put("uid", before.uid());
    boolean same = Objects.equals(before.spec(), after.spec());
    after.metadata().put("generation", before.generation() + (same ? 0 : 1));
    count(resource);
    if (after.isTerminating() && after.finalizers().isEmpty()) {
      remove(resource, after);
      return after;
    }
    return store(resource, after, new WatchEvent.Modified(after));
  }

  private static void put(ApiObject object, String field, @Nullable JsonNode value) {
    if (value == null) {
      object.json().remove(field);
    } else {
      object.json().set(field, value.deepCopy());
    }
  }

  @Override
  public Deletion delete(ApiResource resource, NamespacedName key, DeleteOptions options) {
    lock.lock();
    try {
      ApiObject object = of(resource).get(key);
      if (object == null) {
        return new Deletion.NotFound();
      }
      if (object.finalizers().isEmpty()) {
        remove(resource, object.copy());
        return new Deletion.Deleted();
      }
      ApiObject marked = object.copy();
      marked.metadata().put("deletionTimestamp", Instant.now().toString());
      marked.metadata().put("generation", object.generation() + 1);
      return new Deletion.Terminating(store(resource, marked, new WatchEvent.Modified(marked)));
    } finally {
      lock.unlock();
    }
  }

  /// Changes an object in one step, as its owner would with a read and an update.
  ApiObject edit(ApiResource resource, NamespacedName key, Consumer<ObjectNode> change) {
    return edit(resource, key, change, WriteOptions.NONE);
  }

  ApiObject editStatus(ApiResource resource, NamespacedName key, Consumer<ObjectNode> change) {
    return edit(resource, key, change, WriteOptions.STATUS);
  }

  private ApiObject edit(
      ApiResource resource, NamespacedName key, Consumer<ObjectNode> change, WriteOptions options) {
    lock.lock();
    try {
      ApiObject object = existing(resource, key).copy();
      change.accept(object.json());
      return update(resource, object, options);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ApiObject apply(ApiResource resource, ApiObject object, ApplyOptions options) {
    throw new UnsupportedOperationException("apply");
  }

  @Override
  public byte[] getRaw(String path) {
    throw new UnsupportedOperationException("getRaw");
  }

  @Override
  public Watch watch(ApiResource resource, WatchOptions options) {
    long from = Long.parseLong(options.resourceVersion());
    return new Watch() {
      private long at = from;
      private boolean ended;

      @Override
      public WatchEvent next(Duration patience) {
        lock.lock();
        try {
          long nanos = patience.toNanos();
          while (!closed && !ended && nanos > 0) {
            for (Change change : history.subList((int) at, history.size())) {
              at = change.version;
              if (change.resource.equals(resource)) {
                return copy(change.event);
              }
            }
            nanos = changed.awaitNanos(nanos);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          lock.unlock();
        }
        throw ApiClientException.noAnswer(ApiClientException.CLOSED, "closed", null);
      }

      @Override
      public void close() {
        lock.lock();
        try {
          ended = true;
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    };
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Map<NamespacedName, ApiObject> of(ApiResource resource) {
    return objects.computeIfAbsent(resource, _ -> new TreeMap<>());
  }

  private ApiObject existing(ApiResource resource, NamespacedName key) {
    ApiObject object = of(resource).get(key);
    if (object == null) {
      throw refused(404, "NotFound", key);
    }
    return object;
  }

  /// Every change has its own version, which is its place in the history.
  private ApiObject store(ApiResource resource, ApiObject object, WatchEvent event) {
    object.metadata().put("resourceVersion", Long.toString(++version));
    of(resource).put(object.key(), object);
    publish(resource, event);
    return object.copy();
  }

  private void remove(ApiResource resource, ApiObject object) {
    of(resource).remove(object.key());
    object.metadata().put("resourceVersion", Long.toString(++version));
    publish(resource, new WatchEvent.Deleted(object));
  }

  private void publish(ApiResource resource, WatchEvent event) {
    history.add(new Change(version, resource, event));
    changed.signalAll();
  }

  /// Who watches may do with an object what they like.
  private static WatchEvent copy(WatchEvent event) {
    return switch (event) {
      case WatchEvent.Added(ApiObject object) -> new WatchEvent.Added(object.copy());
      case WatchEvent.Modified(ApiObject object) -> new WatchEvent.Modified(object.copy());
      case WatchEvent.Deleted(ApiObject object) -> new WatchEvent.Deleted(object.copy());
      case WatchEvent.Bookmark _, WatchEvent.Ended _ -> event;
    };
  }

  private void count(ApiResource resource) {
    writes.merge(resource, 1, Integer::sum);
  }

  private void mayFail(ApiResource resource) {
    if (failures.getOrDefault(resource, 0) > 0) {
      failures.merge(resource, -1, Integer::sum);
      throw ApiClientException.refused(500, "InternalError", "the store is away", Json.object());
    }
  }

  private static ApiClientException refused(int code, String reason, NamespacedName key) {
    return ApiClientException.refused(code, reason, key + ": " + reason, null);
  }
}
