package io.ubernetes.controllers.status;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Condition;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Says of a Placement of a kind that no controller carries to members that this is so: what the
/// scheduler decided is shown, and nobody waits for what does not come. Thread-safe; started once.
public final class UncarriedPlacements implements AutoCloseable {

  static final String NOT_CARRIED = "NotCarried";

  private static final int WORKERS = 2;

  private final ApiClient federationClient;
  private final Informer placements;
  private final InstantSource clock;
  private final Controller<NamespacedName> controller;

  public UncarriedPlacements(ApiClient federationClient, Informer placements, InstantSource clock) {
    this.federationClient = federationClient;
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
    PlacementSpec spec = Federation.spec(placement, PlacementSpec.class);
    PlacementStatus status =
        new PlacementStatus(
            placement.generation(),
            List.of(scheduled(placement, spec, before), applied(placement, before)),
            List.of());
    if (!status.equals(before)) {
      write(placement, status);
    }
    return Result.DONE;
  }

  private Condition scheduled(ApiObject placement, PlacementSpec spec, PlacementStatus before) {
    PlacementSpec.Shortage shortage = spec.shortage();
    return shortage == null
        ? condition(placement, before, PlacementStatus.SCHEDULED, "True", "Scheduled", "")
        : condition(
            placement,
            before,
            PlacementStatus.SCHEDULED,
            "False",
            shortage.reason(),
            shortage.message());
  }

  private Condition applied(ApiObject placement, PlacementStatus before) {
    String message =
        "no controller carries a %s to members yet: this is where it would go"
            .formatted(Json.text(placement.json(), "spec", "target", "kind"));
    return condition(placement, before, PlacementStatus.APPLIED, "False", NOT_CARRIED, message);
  }

  private Condition condition(
      ApiObject placement,
      PlacementStatus before,
      String type,
      String status,
      String reason,
      String message) {
    String since =
        before.conditions().stream()
            .filter(known -> known.type().equals(type) && known.status().equals(status))
            .map(Condition::lastTransitionTime)
            .findFirst()
            .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, status, placement.generation(), since, reason, message);
  }

  private void write(ApiObject placement, PlacementStatus status) {
    ApiObject changed = placement.copy();
    changed.json().set("status", Json.MAPPER.<JsonNode>valueToTree(status));
    try {
      federationClient.updateStatus(Resources.PLACEMENTS, changed);
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) { // deleted meanwhile: nothing is left to tell
        throw refused;
      }
    }
  }
}
