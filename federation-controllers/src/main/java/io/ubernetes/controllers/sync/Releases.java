package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Resources;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
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
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets go of the members' parts of a Placement that is being deleted, and then of the Placement.
///
/// A part is deleted, or (when the Placement says so) left running without the marks. A member that
/// cannot be reached gets a [Tombstones] entry instead, which is carried out when it returns, so
/// that no deletion ever waits for a dead member. A marked part without a Placement and without a
/// tombstone is left alone: nobody decided that it shall go. Thread-safe; started once.
public final class Releases implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  /// Annotation of a Placement: its parts stay in the members and lose only the marks.
  public static final String ORPHAN_ANNOTATION = Federation.GROUP + "/orphan-parts";

  private static final int WORKERS = 8;
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final ApiClient federationClient;
  private final Informer placements;
  private final MemberRegistry members;
  private final Ownership ownership;
  private final Tombstones tombstones;
  private final Controller<NamespacedName> controller;

  /// Which members have let go, until the Placement is gone. A restart finds it out again.
  private final Set<Released> released = ConcurrentHashMap.newKeySet();

  private record Released(String placementUid, String cluster) {}

  public Releases(
      ApiClient federationClient,
      Informers federation,
      MemberRegistry members,
      Ownership ownership,
      Tombstones tombstones) {
    this.federationClient = federationClient;
    this.placements = federation.informer(Resources.PLACEMENTS);
    this.members = members;
    this.ownership = ownership;
    this.tombstones = tombstones;
    this.controller =
        new Controller<>("release", new WorkQueue<>("release"), this::finish, WORKERS);
  }

  public void start() {
    controller.start();
    placements.addHandler(
        ChangeHandler.calling(placement -> {
          if (placement.isTerminating()) {
            controller.queue().add(placement.key());
          }
        }));
  }

  @Override
  public void close() {
    controller.close();
  }

  /// Makes one member let go of its part. The member itself is asked, not the informer: what was
  /// applied a moment ago must not be missed.
  Result release(Member member, Target target) {
    Optional<ApiObject> part = member.client().get(target.resource(), target.key());
    if (part.isPresent() && ownership.ownsFor(part.get(), target.sourceUid())) {
      if (isOrphaning(target.placement())) {
        member.client().patch(target.resource(), target.key(), withoutMarks());
      } else {
        member
            .client()
            .delete(
                target.resource(),
                target.key(),
                DeleteOptions.BACKGROUND.withUid(part.get().uid()));
      }
    }
    released.add(new Released(target.placement().uid(), member.cluster()));
    controller.queue().add(target.placement().key());
    return Result.DONE;
  }

  private static boolean isOrphaning(ApiObject placement) {
    return "true".equals(placement.annotations().get(ORPHAN_ANNOTATION));
  }

  private static Patch withoutMarks() {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.putObject("labels").putNull(Federation.MANAGED_LABEL);
    metadata
        .putObject("annotations")
        .putNull(Federation.OWNED_BY_ANNOTATION)
        .putNull(Federation.SOURCE_UID_ANNOTATION)
        .putNull(Federation.SOURCE_GENERATION_ANNOTATION);
    return new Patch.Merge(patch);
  }

  /// Removes the finalizer when every member has let go, or has a tombstone.
  private Result finish(NamespacedName key) {
    Optional<ApiObject> placement = placements.lister().get(key);
    if (placement.isEmpty()
        || !placement.get().isTerminating()
        || !placement.get().finalizers().contains(Federation.MEMBERS_FINALIZER)) {
      return Result.DONE;
    }
    String uid = placement.get().uid();
    Optional<Target> target = Target.of(placement.get());
    if (target.isPresent()) {
      for (String cluster : target.get().clusters()) {
        if (!hasLetGo(target.get(), cluster)) {
          return Result.requeueAfter(RETRY);
        }
      }
    }
    removeFinalizer(placement.get());
    released.removeIf(entry -> entry.placementUid().equals(uid));
    return Result.DONE;
  }

  private boolean hasLetGo(Target target, String cluster) {
    if (released.contains(new Released(target.placement().uid(), cluster))) {
      return true;
    }
    boolean known =
        members.clusters().lister().get(NamespacedName.clusterScoped(cluster)).isPresent();
    if (!known) {
      return true; // it left the federation, and keeps what it runs
    }
    boolean reachable = members.member(cluster).map(Member::isReachable).orElse(false);
    if (reachable) {
      return false; // its own queue is about to do it
    }
    if (!isOrphaning(target.placement())) {
      tombstones.put(cluster, target);
    }
    return true;
  }

  private void removeFinalizer(ApiObject placement) {
    ArrayNode operations = Json.object().arrayNode();
    operations
        .addObject()
        .put("op", "test")
        .put("path", "/metadata/resourceVersion")
        .put("value", placement.resourceVersion());
    int index = placement.finalizers().indexOf(Federation.MEMBERS_FINALIZER);
    operations.addObject().put("op", "remove").put("path", "/metadata/finalizers/" + index);
    try {
      federationClient.patch(Resources.PLACEMENTS, placement.key(), new Patch.Json(operations));
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) {
        throw refused;
      }
    }
  }

  /// A part whose Placement is gone: carried to its grave if there is a tombstone for it.
  Result buryLeftover(Member member, NamespacedName placementKey) {
    for (Tombstones.Tombstone tombstone : tombstones.of(member.cluster(), placementKey)) {
      ApiResource resource = Resources.of(tombstone.kind());
      Optional<ApiObject> part = member.client().get(resource, tombstone.object());
      if (part.isPresent() && ownership.ownsFor(part.get(), tombstone.sourceUid())) {
        log.info(
            "{}: deleting {} {}, as was decided while the member was away",
            member.cluster(),
            resource,
            tombstone.object());
        member
            .client()
            .delete(
                resource, tombstone.object(), DeleteOptions.BACKGROUND.withUid(part.get().uid()));
      }
      tombstones.remove(tombstone);
    }
    return Result.DONE;
  }
}
