package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.cache.Snapshot;
import io.ubernetes.apimachinery.crd.DefinitionController.DefinitionWrites;
import io.ubernetes.apimachinery.crd.DefinitionController.Host;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.DeleteOptions;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Ends definitions that were deleted: deletes their objects, waits until all are gone (objects may
/// have finalizers), and lets the definition go. Each has a virtual thread of its own. Thread-safe.
final class Ending implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  /// How often it is looked whether the last object is gone.
  private static final Duration LOOK = Duration.ofMillis(200);

  /// How long an attempt that failed is not made again.
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

  private static final Duration READ = Duration.ofSeconds(10);

  private final Registry definitions;
  private final Host host;
  private final InstantSource clock;
  private final Runnable done;
  private final Set<String> running = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);

  /// @param done called after each attempt
  Ending(Registry definitions, Host host, InstantSource clock, Runnable done) {
    this.definitions = definitions;
    this.host = host;
    this.clock = clock;
    this.done = done;
  }

  /// Begins, unless it has begun already. Returns at once.
  void begin(Definition definition) {
    boolean held = new ApiObject(definition.object()).finalizers().contains(Definition.FINALIZER);
    String name = definition.name();
    if (held && running.add(name)) {
      Thread.ofVirtual()
          .name("end-of-" + name)
          .start(() -> {
            try {
              attempt(name, definition.isEstablished());
            } catch (InterruptedException stopped) {
              Thread.currentThread().interrupt();
            } finally {
              running.remove(name);
              done.run();
            }
          });
    }
  }

  private void attempt(String name, boolean established) throws InterruptedException {
    try {
      end(name, established);
    } catch (ApiException | StoreException unavailable) {
      LOG.warn("The end of {} waits: {}", name, unavailable.getMessage());
      var _ = isClosedWithin(AGAIN_AFTER);
    }
  }

  private void end(String name, boolean established) throws InterruptedException {
    if (!established) {
      finish(name, "NeverEstablished", "resource was never established");
      return;
    }
    if (host.objects(name) == null) {
      return; // not served yet: the next pass comes back to it
    }
    boolean there =
        update(
            name,
            object ->
                conditions(
                    object,
                    "True",
                    "InstanceDeletionInProgress",
                    "CustomResource deletion is in progress"));
    if (there) {
      deleteUntilNoneIsLeft(name);
    }
  }

  private void deleteUntilNoneIsLeft(String name) throws InterruptedException {
    Registry objects = host.objects(name);
    while (objects != null) { // else another server has ended it
      Snapshot left = newest(objects);
      if (left != null && left.size() == 0) {
        finish(name, "InstanceDeletionCompleted", "removed all instances");
        return;
      }
      if (left != null) {
        for (CachedObject object : left.objects()) {
          delete(objects, object);
        }
      }
      objects = isClosedWithin(LOOK) ? null : host.objects(name);
    }
  }

  /// @return null when another cache has taken this one's place meanwhile
  private static @Nullable Snapshot newest(Registry objects) {
    try {
      return objects.cache().fresh(READ);
    } catch (ApiException refused) {
      if (refused.code() != 429) {
        throw refused;
      }
      return null;
    }
  }

  private static void delete(Registry objects, CachedObject object) {
    if (new ApiObject(object.tree()).isTerminating()) {
      return;
    }
    try {
      objects.delete(
          object.key(), DeleteOptions.NONE, WriteOptions.by("system:apiserver", "kube-apiserver"));
    } catch (ApiException refused) {
      if (refused.code() != 404) { // gone meanwhile is what was wanted
        throw refused;
      }
    }
  }

  private void finish(String name, String reason, String message) {
    update(
        name,
        object -> {
          conditions(object, "False", reason, message);
          ObjectNode metadata = Trees.makeObject(object, "metadata");
          List<String> finalizers = Trees.strings(metadata, "finalizers");
          ArrayNode left = Json.object().arrayNode();
          finalizers.stream().filter(each -> !each.equals(Definition.FINALIZER)).forEach(left::add);
          if (left.isEmpty()) {
            metadata.remove("finalizers");
          } else {
            metadata.set("finalizers", left);
          }
          return object;
        });
  }

  private ObjectNode conditions(ObjectNode object, String status, String reason, String message) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    new Conditions(object).set("Terminating", status, reason, message, now);
    return object;
  }

  /// @return false when the definition is gone: another attempt, or another server, was faster
  private boolean update(String name, Change.Function change) {
    try {
      DefinitionWrites.update(definitions, name, change);
      return true;
    } catch (ApiException refused) {
      if (refused.code() != 404) {
        throw refused;
      }
      return false;
    }
  }

  private boolean isClosedWithin(Duration time) throws InterruptedException {
    return closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
