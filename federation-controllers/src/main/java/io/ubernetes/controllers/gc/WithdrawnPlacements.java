package io.ubernetes.controllers.gc;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.Optional;

/// Deletes the Placements that the scheduler has withdrawn because no policy selects their objects
/// any more; the scheduler itself may not delete. A Placement that has its place again in the
/// meantime stays. Thread-safe; started once.
public final class WithdrawnPlacements implements AutoCloseable {

  private static final int WORKERS = 2;

  /// Its status may be written just now; that is over soon.
  private static final Duration AFTER_A_CONFLICT = Duration.ofSeconds(1);

  private final ApiClient federationClient;
  private final Informer placements;
  private final Controller<NamespacedName> controller;

  public WithdrawnPlacements(ApiClient federationClient, Informer placements) {
    this.federationClient = federationClient;
    this.placements = placements;
    this.controller =
        new Controller<>("withdrawn", new WorkQueue<>("withdrawn"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    placements.addHandler(
        Changes.beyondStatus(placement -> {
          if (isWithdrawn(placement)) {
            controller.queue().add(placement.key());
          }
        }));
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  private static boolean isWithdrawn(ApiObject placement) {
    return !placement.isTerminating()
        && Federation.spec(placement, PlacementSpec.class).withdrawn();
  }

  /// Asks the API server itself: a cache that lags must never delete anything.
  private Result reconcile(NamespacedName key) {
    Optional<ApiObject> live = federationClient.get(Resources.PLACEMENTS, key);
    return live.isPresent() && isWithdrawn(live.get()) ? delete(live.get()) : Result.DONE;
  }

  private Result delete(ApiObject placement) {
    try {
      federationClient.delete(
          Resources.PLACEMENTS,
          placement.key(),
          DeleteOptions.BACKGROUND
              .withUid(placement.uid())
              .withResourceVersion(placement.resourceVersion()));
      return Result.DONE;
    } catch (ApiClientException e) {
      if (e.isConflict()) {
        return Result.requeueAfter(AFTER_A_CONFLICT);
      }
      throw e;
    }
  }
}
