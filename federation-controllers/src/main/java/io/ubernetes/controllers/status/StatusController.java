package io.ubernetes.controllers.status;

import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.sync.MemberParts;
import io.ubernetes.controllers.sync.Placed;
import io.ubernetes.controllers.sync.Target;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberListener;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what the members report into the federation, one Placement at a time; see the package.
/// Thread-safe; started once.
public final class StatusController implements MemberListener, AutoCloseable {

  private static final int WORKERS = 8;

  /// Pods of a workload become ready one after the other; after the first change the others are
  /// waited for so long, and written together.
  private static final Duration GATHER = Duration.ofMillis(150);

  private final ApiClient federationClient;
  private final Informers federation;
  private final Informer placements;
  private final MemberRegistry members;
  private final StatusReport report;
  private final Controller<NamespacedName> controller;

  public StatusController(
      ApiClient federationClient,
      Informers federation,
      MemberRegistry members,
      MemberParts parts,
      StatusReport report) {
    this.federationClient = federationClient;
    this.federation = federation;
    this.placements = federation.informer(Resources.PLACEMENTS);
    this.members = members;
    this.report = report;
    this.controller =
        new Controller<>("status", new WorkQueue<>("status"), this::reconcile, WORKERS);
    parts.addListener(this::onPart);
  }

  public void start() {
    controller.start();
    members.addListener(this);
    placements.addHandler(ChangeHandler.calling(p -> controller.queue().add(p.key())));
    for (ApiResource resource : Resources.PROPAGATED) {
      federation
          .informer(resource)
          .addHandler(
              ChangeHandler.calling(object -> soon(Placed.placementKey(resource, object.key()))));
    }
  }

  @Override
  public void close() {
    controller.close();
  }

  /// Something beside the watched objects has changed for a Placement.
  public void soon(NamespacedName placement) {
    controller.queue().addAfter(placement, GATHER);
  }

  /// All Placements with a part in a cluster are looked at: its numbers can be believed, or cannot
  /// any more.
  public void clusterChanged(String cluster) {
    for (ApiObject placement : placements.lister().list()) {
      Target.of(placement)
          .filter(target -> target.clusters().contains(cluster))
          .ifPresent(target -> soon(placement.key()));
    }
  }

  private void onPart(String cluster, ApiResource resource, ApiObject part) {
    soon(Placed.placementKey(resource, part.key()));
  }

  @Override
  public void onMemberAdded(Member member) {
    clusterChanged(member.cluster());
  }

  @Override
  public void onMemberRemoved(Member member) {
    clusterChanged(member.cluster());
  }

  private Result reconcile(NamespacedName key) {
    Optional<Target> found = placements.lister().get(key).flatMap(Target::of);
    if (found.isEmpty()) {
      return Result.DONE;
    }
    Target target = found.get();
    PlacementStatus status = report.placement(target);
    if (!StatusReport.sameButForTimes(status, target.status())) {
      write(Resources.PLACEMENTS, target.placement(), Json.MAPPER.valueToTree(status));
    }
    Optional<ApiObject> object = federation.informer(target.resource()).lister().get(target.key());
    if (object.isPresent() && object.get().uid().equals(target.sourceUid())) {
      ObjectNode sum = report.workload(target, status, object.get());
      JsonNode now = object.get().status();
      if (!sum.equals(now)) {
        write(target.resource(), object.get(), sum);
      }
    }
    return Result.DONE;
  }

  private void write(ApiResource resource, ApiObject object, JsonNode status) {
    ApiObject changed = object.copy();
    changed.json().set("status", status);
    try {
      federationClient.updateStatus(resource, changed);
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) { // deleted meanwhile: nothing is left to tell
        throw refused;
      }
    }
  }
}
