package io.ubernetes.apimachinery.auth.rbac;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.DeleteOptions;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.Stored;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// Makes sure that the roles and bindings of a catalogue are stored and complete. Several servers
/// of one store may do so at the same time. Stateless.
public final class BootstrapRoles {
  private static final String WRITER = "system:apiserver";

  /// The view follows within milliseconds; longer than that something is wrong, and the server
  /// starts all the same: the rights come when the view does.
  private static final Duration VIEW_FOLLOWS = Duration.ofSeconds(10);

  /// Another server that starts at the same time may be faster with each of two steps.
  private static final int MAX_TRIES = 4;

  private final Function<GroupResource, Registry> registries;
  private final RbacAuthorizer view;

  public BootstrapRoles(Function<GroupResource, Registry> registries, RbacAuthorizer view) {
    this.registries = registries;
    this.view = view;
  }

  /// Returns when everything is there and counts. What is complete already costs no write, and what
  /// is not is written all at once.
  ///
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store does not answer
  public void ensure(RoleCatalog catalog) {
    ensure(RbacAuthorizer.CLUSTER_ROLES, catalog.roles());
    ensure(RbacAuthorizer.CLUSTER_BINDINGS, catalog.bindings());
  }

  private void ensure(GroupResource resource, List<ObjectNode> all) {
    Registry registry = registries.apply(resource);
    List<ObjectNode> incomplete = all.stream().filter(one -> !isComplete(registry, one)).toList();
    if (incomplete.isEmpty()) {
      return;
    }
    long newest = 0;
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> writes = new ArrayList<>();
      incomplete.forEach(one -> writes.add(writers.submit(() -> write(registry, one))));
      for (Future<Long> write : writes) {
        newest = Math.max(newest, result(write));
      }
      view.awaitRevision(resource, newest, VIEW_FOLLOWS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static long result(Future<Long> write) throws InterruptedException {
    try {
      return write.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  private static boolean isComplete(Registry registry, ObjectNode wanted) {
    CachedObject cached = registry.cache().snapshot().get(key(wanted));
    if (cached == null) {
      return false;
    }
    ObjectNode existing = cached.tree();
    return RoleReconciliation.isProtected(existing)
        || (!RoleReconciliation.givesAnotherRole(existing, wanted)
            && RoleReconciliation.completed(existing, wanted).equals(existing));
  }

  /// @return the revision of the object
  private static long write(Registry registry, ObjectNode wanted) {
    for (int left = MAX_TRIES; ; left--) {
      try {
        return revision(tryToWrite(registry, wanted));
      } catch (ApiException raced) {
        if (left == 0 || (raced.code() != 409 && raced.code() != 404)) {
          throw raced;
        }
      }
    }
  }

  private static Stored tryToWrite(Registry registry, ObjectNode wanted) {
    NamespacedName key = key(wanted);
    var existing = registry.get(key);
    if (existing.isPresent() && RoleReconciliation.givesAnotherRole(existing.get(), wanted)) {
      var _ = registry.delete(key, DeleteOptions.NONE, options());
      existing = java.util.Optional.empty();
    }
    if (existing.isEmpty()) {
      return registry.create(
          registry.type().versions().getFirst(), "", wanted.deepCopy(), options());
    }
    Change change =
        new Change(
            registry.type().versions().getFirst(),
            Change.Part.MAIN,
            new Change.Edit.Patch(current -> RoleReconciliation.completed(current, wanted)));
    return registry.update(key, change, options());
  }

  private static long revision(Stored stored) {
    return Long.parseLong(Json.text(stored.object(), "metadata", "resourceVersion"));
  }

  private static NamespacedName key(ObjectNode object) {
    return NamespacedName.clusterScoped(Json.text(object, "metadata", "name"));
  }

  private static WriteOptions options() {
    return WriteOptions.by(WRITER, WRITER);
  }
}
