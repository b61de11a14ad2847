package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.tombstone.Tombstone;
import io.ubernetes.controllers.tombstone.Tombstones;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.member.Member;
import io.ubernetes.runtime.member.MemberRegistry;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lets go of the members' parts of a Placement that is being deleted, and then of the Placement.
///
/// A part is deleted, or (when the Placement says so) left running without the marks. A member that
/// cannot be reached, or does not let go in good time, gets a [Tombstone] instead, which is carried
/// out when it returns, so that no deletion ever waits for a dead member. Thread-safe; started
/// once.
public final class Releases implements AutoCloseable {

  /// Annotation of a Placement: its parts stay in the members and lose only the marks.
  public static final String ORPHAN_ANNOTATION = Federation.GROUP + "/orphan-parts";

  private static final int WORKERS = 8;
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// A member that answers but refuses, or is slow, holds a deletion up no longer than that.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ApiClient federationClient;
  private final Placements placements;
  private final MemberParts parts;
  private final MemberRegistry members;
  private final Ownership ownership;
  private final Tombstones tombstones;
  private final InstantSource clock;
  private final Controller<NamespacedName> controller;

  /// Which clusters have let go, by the Placement's uid. A restart finds it out again.
  private final Map<String, Set<String>> released = new ConcurrentHashMap<>();

  public Releases(
      ApiClient federationClient,
      Placements placements,
      MemberParts parts,
      MemberRegistry members,
      Ownership ownership,
      Tombstones tombstones,
      InstantSource clock) {
    this.federationClient = federationClient;
    this.placements = placements;
    this.parts = parts;
    this.members = members;
    this.ownership = ownership;
    this.tombstones = tombstones;
    this.clock = clock;
    this.controller =
        new Controller<>("release", new WorkQueue<>("release"), this::finish, WORKERS);
  }

  public void start() {
    controller.start();
    placements
        .informer()
        .addHandler(
            new ChangeHandler() {
              @Override
              public void onAdd(ApiObject placement) {
                look(placement);
              }

              @Override
              public void onUpdate(ApiObject before, ApiObject after) {
                look(after);
              }

              @Override
              public void onDelete(ApiObject last) {
                released.remove(last.uid());
              }
            });
  }

  private void look(ApiObject placement) {
    if (placement.isTerminating()) {
      controller.queue().add(placement.key());
    }
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  /// Makes one member let go of its part. The member itself is asked, not the informer: what was
  /// applied a moment ago must not be missed.
  Result release(Member member, Target target) {
    Set<String> done =
        released.computeIfAbsent(target.placement().uid(), u -> ConcurrentHashMap.newKeySet());
    if (done.contains(member.cluster())) {
      return Result.DONE;
    }
    Optional<ApiObject> part = member.client().get(target.resource(), target.key());
    if (part.isPresent() && ownership.ownsFor(part.get(), target.sourceUid())) {
      if (isOrphaning(target.placement())) {
        member.client().patch(target.resource(), target.key(), Ownership.withoutMarks(part.get()));
      } else {
        member.client().delete(target.resource(), target.key(), Ownership.just(part.get()));
      }
    }
    done.add(member.cluster());
    controller.queue().add(target.placement().key());
    return Result.DONE;
  }

  private static boolean isOrphaning(ApiObject placement) {
    return "true".equals(placement.annotations().get(ORPHAN_ANNOTATION));
  }

  /// Removes the finalizer when every member has let go, or has a tombstone.
  private Result finish(NamespacedName key) {
    Optional<ApiObject> found = placements.informer().lister().get(key);
    if (found.isEmpty()) {
      return Result.DONE;
    }
    ApiObject placement = found.get();
    if (!placement.isTerminating()
        || !placement.finalizers().contains(Federation.MEMBERS_FINALIZER)) {
      return Result.DONE;
    }
    Optional<Target> target = placements.read(placement);
    if (target.isPresent()) {
      for (String cluster : parts.clusters(target.get())) {
        if (!hasLetGo(target.get(), cluster)) {
          return Result.requeueAfter(RETRY);
        }
      }
    }
    removeFinalizer(placement);
    return Result.DONE;
  }

  private boolean hasLetGo(Target target, String cluster) {
    if (released.getOrDefault(target.placement().uid(), Set.of()).contains(cluster)) {
      return true;
    }
    boolean known =
        members.clusters().lister().get(NamespacedName.clusterScoped(cluster)).isPresent();
    if (!known) {
      return true; // it left the federation, and keeps what it runs
    }
    boolean reachable = members.member(cluster).map(Member::isReachable).orElse(false);
    if (reachable && !isOverdue(target.placement())) {
      return false; // its own queue is about to do it
    }
    tombstones.put(
        new Tombstone(
            cluster,
            isOrphaning(target.placement()) ? Tombstone.Action.RELEASE : Tombstone.Action.DELETE,
            target.resource(),
            target.key(),
            target.sourceUid()));
    return true;
  }

  private boolean isOverdue(ApiObject placement) {
    Instant since = placement.deletionTimestamp().orElse(clock.instant());
    return since.plus(PATIENCE).isBefore(clock.instant());
  }

  private void removeFinalizer(ApiObject placement) {
    ArrayNode left = Json.object().arrayNode();
    placement.finalizers().stream()
        .filter(finalizer -> !finalizer.equals(Federation.MEMBERS_FINALIZER))
        .forEach(left::add);
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", placement.uid()).put("resourceVersion", placement.resourceVersion());
    metadata.set("finalizers", left);
    try {
      federationClient.patch(Resources.PLACEMENTS, placement.key(), new Patch.Merge(patch));
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) {
        throw refused;
      }
    }
  }
}
