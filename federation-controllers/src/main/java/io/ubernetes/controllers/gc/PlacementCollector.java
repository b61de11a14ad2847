package io.ubernetes.controllers.gc;

import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.sync.Placed;
import io.ubernetes.controllers.sync.Releases;
import io.ubernetes.controllers.sync.Target;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.queue.WorkQueue;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reconciles one Placement with its owner at a time; see the package. Thread-safe; started once.
public final class PlacementCollector implements AutoCloseable {

  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";
  private static final int WORKERS = 4;

  private final ApiClient federationClient;
  private final Informers federation;
  private final Informer placements;
  private final Controller<NamespacedName> controller;

  public PlacementCollector(ApiClient federationClient, Informers federation) {
    this.federationClient = federationClient;
    this.federation = federation;
    this.placements = federation.informer(Resources.PLACEMENTS);
    this.controller = new Controller<>("gc", new WorkQueue<>("gc"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    placements.addHandler(ChangeHandler.calling(p -> controller.queue().add(p.key())));
    for (ApiResource resource : Resources.PROPAGATED) {
      federation
          .informer(resource)
          .addHandler(
              ChangeHandler.calling(
                  object -> controller.queue().add(Placed.placementKey(resource, object.key()))));
    }
  }

  @Override
  public void close() {
    controller.close();
  }

  private Result reconcile(NamespacedName key) {
    Optional<Target> target = placements.lister().get(key).flatMap(Target::of);
    if (target.isEmpty()) {
      finishOwners(key);
      return Result.DONE;
    }
    ApiResource resource = target.get().resource();
    Optional<ApiObject> cached = federation.informer(resource).lister().get(target.get().key());
    boolean sameOwner = cached.map(o -> o.uid().equals(target.get().sourceUid())).orElse(false);
    if (!sameOwner) {
      return isGone(target.get()) ? delete(target.get()) : Result.DONE;
    }
    ApiObject owner = cached.get();
    if (!owner.isTerminating()) {
      return Result.DONE;
    }
    if (owner.finalizers().contains(ORPHAN)) {
      return orphan(target.get());
    }
    return owner.finalizers().contains(FOREGROUND) ? delete(target.get()) : Result.DONE;
  }

  /// Asks the API server itself: a cache that lags must never delete anything.
  private boolean isGone(Target target) {
    Optional<ApiObject> owner = federationClient.get(target.resource(), target.key());
    return owner.map(object -> !object.uid().equals(target.sourceUid())).orElse(true);
  }

  private Result delete(Target target) {
    if (!target.placement().isTerminating()) {
      federationClient.delete(
          Resources.PLACEMENTS,
          target.placement().key(),
          DeleteOptions.BACKGROUND.withUid(target.placement().uid()));
    }
    return Result.DONE;
  }

  /// The parts are released first; the finalizer of the owner goes when the Placement is gone.
  private Result orphan(Target target) {
    if (!target.placement().isTerminating()) {
      ObjectNode patch = Json.object();
      patch.putObject("metadata").putObject("annotations").put(Releases.ORPHAN_ANNOTATION, "true");
      federationClient.patch(
          Resources.PLACEMENTS, target.placement().key(), new Patch.Merge(patch));
    }
    return delete(target);
  }

  /// Without a Placement nothing that depends on the object is left.
  private void finishOwners(NamespacedName placementKey) {
    for (ApiResource resource : Resources.PROPAGATED) {
      for (ApiObject owner :
          federation.informer(resource).lister().list(placementKey.namespace())) {
        if (owner.isTerminating()
            && Placed.placementKey(resource, owner.key()).equals(placementKey)
            && federationClient.get(Resources.PLACEMENTS, placementKey).isEmpty()) {
          removeFinalizers(resource, owner);
        }
      }
    }
  }

  private void removeFinalizers(ApiResource resource, ApiObject owner) {
    ArrayNode left = Json.object().arrayNode();
    owner.finalizers().stream()
        .filter(f -> !f.equals(FOREGROUND) && !f.equals(ORPHAN))
        .forEach(left::add);
    if (left.size() == owner.finalizers().size()) {
      return;
    }
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", owner.resourceVersion());
    metadata.set("finalizers", left);
    try {
      federationClient.patch(resource, owner.key(), new Patch.Merge(patch));
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) {
        throw refused;
      }
    }
  }
}
