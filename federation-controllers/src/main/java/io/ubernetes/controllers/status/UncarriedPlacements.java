package io.ubernetes.controllers.status;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Says of a Placement of a kind that no controller carries to members that this is so: what the
/// scheduler decided is shown, and nobody waits for what does not come. Thread-safe; started once.
public final class UncarriedPlacements implements AutoCloseable {

  static final String NOT_CARRIED = "NotCarried";

  private static final int WORKERS = 2;

  private final StatusWriter writer;
  private final Informer placements;
  private final InstantSource clock;
  private final Controller<NamespacedName> controller;

  public UncarriedPlacements(ApiClient federationClient, Informer placements, InstantSource clock) {
    this.writer = new StatusWriter(federationClient);
    this.placements = placements;
    this.clock = clock;
    this.controller =
        new Controller<>("uncarried", new WorkQueue<>("uncarried"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    placements.addHandler(
        Changes.beyondStatus(placement -> {
          if (isUncarried(placement)) {
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

  private static boolean isUncarried(ApiObject placement) {
    GroupVersionKind kind =
        GroupVersionKind.of(
            Json.text(placement.json(), "spec", "target", "apiVersion"),
            Json.text(placement.json(), "spec", "target", "kind"));
    return Resources.PROPAGATED.stream().noneMatch(resource -> resource.kind().equals(kind));
  }

  private Result reconcile(NamespacedName key) {
    Optional<ApiObject> found = placements.lister().get(key);
    if (found.isEmpty() || found.get().isTerminating() || !isUncarried(found.get())) {
      return Result.DONE;
    }
    ApiObject placement = found.get();
    PlacementStatus before = Federation.status(placement, PlacementStatus.class);
    Conditions conditions = new Conditions(placement.generation(), before, clock.instant());
    PlacementStatus status =
        new PlacementStatus(
            placement.generation(),
            List.of(
                conditions.scheduled(Federation.spec(placement, PlacementSpec.class)),
                conditions.fails(PlacementStatus.APPLIED, NOT_CARRIED, notCarried(placement))),
            List.of());
    if (!status.equals(before)) {
      writer.write(Resources.PLACEMENTS, placement, Json.MAPPER.<JsonNode>valueToTree(status));
    }
    return Result.DONE;
  }

  private static String notCarried(ApiObject placement) {
    return "no controller carries a %s to members yet: this is where it would go"
        .formatted(Json.text(placement.json(), "spec", "target", "kind"));
  }
}
