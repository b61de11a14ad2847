package io.ubernetes.controllers.status;

import io.ubernetes.controllers.Changes;
import io.ubernetes.controllers.Placed;
import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.sync.MemberParts;
import io.ubernetes.controllers.sync.Placements;
import io.ubernetes.controllers.sync.Target;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Writes what the members report into the federation, one Placement at a time; see the package.
/// Thread-safe; started once.
public final class StatusController implements AutoCloseable {

  private static final int WORKERS = 8;

  /// Pods of a workload become ready one after the other; after the first change the others are
  /// waited for so long, and written together. Once all are there nothing is waited for.
  private static final Duration GATHER = Duration.ofMillis(400);

  /// A member that is not known well enough is looked at again after so long.
  private static final Duration UNTIL_NEXT_LOOK = Duration.ofSeconds(5);

  private final StatusWriter writer;
  private final Informers federation;
  private final Placements placements;
  private final Informer clusters;
  private final MemberParts parts;
  private final StatusReport report;
  private final Controller<Placed> controller;

  /// @param clusters the informer of Clusters
  public StatusController(
      ApiClient federationClient,
      Informers federation,
      Placements placements,
      Informer clusters,
      MemberParts parts,
      StatusReport report) {
    this.writer = new StatusWriter(federationClient);
    this.federation = federation;
    this.placements = placements;
    this.clusters = clusters;
    this.parts = parts;
    this.report = report;
    this.controller =
        new Controller<>("status", new WorkQueue<>("status"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    parts.addListener(new OnParts());
    clusters.addHandler(new OnClusters());
    placements.informer().addHandler(Changes.beyondStatus(this::onPlacement));
    for (ApiResource resource : Resources.PROPAGATED) {
      federation
          .informer(resource)
          .addHandler(Changes.beyondStatus(object -> soon(Placed.of(resource, object))));
    }
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  /// Something beside the watched objects has changed.
  public void soon(Placed placed) {
    controller.queue().addAfter(placed, GATHER);
  }

  private void onPlacement(ApiObject placement) {
    placements.read(placement).ifPresent(target -> soon(target.placed()));
  }

  private final class OnParts implements MemberParts.Listener {

    @Override
    public void onPart(String cluster, Placed placed, MemberParts.Extent extent) {
      if (placements.of(placed).filter(report::isComplete).isPresent()) {
        controller.queue().add(placed); // nothing more to wait for
      } else {
        soon(placed);
      }
    }

    @Override
    public void onRead(String cluster, ApiResource resource) {
      placements.inCluster(cluster).forEach(target -> soon(target.placed()));
    }
  }

  /// All Placements with a part in a cluster are looked at when its numbers can be believed again,
  /// or cannot any more.
  private final class OnClusters implements ChangeHandler {

    @Override
    public void onAdd(ApiObject cluster) {}

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      if (MemberParts.isNotReady(before) != MemberParts.isNotReady(after)) {
        placements.inCluster(after.name()).forEach(target -> soon(target.placed()));
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      placements.inCluster(last.name()).forEach(target -> soon(target.placed()));
    }
  }

  private Result reconcile(Placed placed) {
    Optional<Target> found = placements.of(placed);
    if (found.isEmpty() || found.get().placement().isTerminating()) {
      return Result.DONE;
    }
    Target target = found.get();
    StatusReport.Report told = report.of(target);
    PlacementStatus status = told.status();
    if (report.isTooSoon(target, told)) {
      return Result.requeueAfter(UNTIL_NEXT_LOOK); // sooner, when they are read
    }
    if (!StatusReport.sameButForTimes(status, target.status())) {
      writer.write(Resources.PLACEMENTS, target.placement(), Json.MAPPER.valueToTree(status));
    }
    Optional<ApiObject> object = federation.informer(target.resource()).lister().get(target.key());
    if (object.isPresent() && object.get().uid().equals(target.sourceUid())) {
      ObjectNode sum = report.workload(target, status, object.get());
      if (!StatusReport.isSame(object.get().status(), sum)) {
        writer.write(target.resource(), object.get(), sum);
      }
    }
    return told.isSettled() ? Result.DONE : Result.requeueAfter(UNTIL_NEXT_LOOK);
  }
}
