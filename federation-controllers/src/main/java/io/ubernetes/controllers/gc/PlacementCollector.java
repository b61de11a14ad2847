package io.ubernetes.controllers.gc;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.sync.Placements;
import io.ubernetes.controllers.sync.Releases;
import io.ubernetes.controllers.sync.Target;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.queue.WorkQueue;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Reconciles one Placement with its owner at a time; see the package. Thread-safe; started once.
public final class PlacementCollector implements AutoCloseable {

  private static final int WORKERS = 4;

  private final ApiClient federationClient;
  private final Informers federation;
  private final Placements placements;
  private final Controller<Placed> controller;

  public PlacementCollector(
      ApiClient federationClient, Informers federation, Placements placements) {
    this.federationClient = federationClient;
    this.federation = federation;
    this.placements = placements;
    this.controller = new Controller<>("gc", new WorkQueue<>("gc"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    placements
        .informer()
        .addHandler(
            Changes.beyondStatus(placement ->
                placements
                    .read(placement)
                    .ifPresent(target -> controller.queue().add(target.placed()))));
    for (ApiResource resource : Resources.PROPAGATED) {
      federation
          .informer(resource)
          .addHandler(
              Changes.beyondStatus(object -> controller.queue().add(Placed.of(resource, object))));
    }
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  private Result reconcile(Placed placed) {
    Optional<Target> target = placements.of(placed);
    Optional<ApiObject> cached = federation.informer(placed.resource()).lister().get(placed.key());
    if (target.isEmpty()) {
      return Result.DONE;
    }
    boolean sameOwner = cached.map(o -> o.uid().equals(target.get().sourceUid())).orElse(false);
    if (!sameOwner) {
      return isGone(target.get()) ? delete(target.get()) : Result.DONE;
    }
    ApiObject owner = cached.get();
    if (!owner.isTerminating()) {
      return Result.DONE;
    }
    if (owner.finalizers().contains(Finalizers.ORPHAN)) {
      return orphan(target.get());
    }
    return owner.finalizers().contains(Finalizers.FOREGROUND) ? delete(target.get()) : Result.DONE;
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

  /// The parts are released first; the finalizer of the owner goes when the Placement is gone
  /// ([GarbageCollector]).
  private Result orphan(Target target) {
    if (!target.placement().isTerminating()) {
      ObjectNode patch = Json.object();
      ObjectNode metadata = patch.putObject("metadata");
      metadata.put("uid", target.placement().uid());
      metadata.putObject("annotations").put(Releases.ORPHAN_ANNOTATION, "true");
      federationClient.patch(
          Resources.PLACEMENTS, target.placement().key(), new Patch.Merge(patch));
    }
    return delete(target);
  }
}
