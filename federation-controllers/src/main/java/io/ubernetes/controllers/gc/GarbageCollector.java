package io.ubernetes.controllers.gc;

import io.ubernetes.controllers.Resources;
import io.ubernetes.controllers.gc.Dependents.Item;
import io.ubernetes.controllers.gc.OwnerRules.Decision;
import io.ubernetes.controllers.gc.OwnerRules.Owned;
import io.ubernetes.controllers.served.ServedKinds;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.ControllerMetrics;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.DeleteOptions;
import io.ubernetes.runtime.client.DeleteOptions.Propagation;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.events.EventRecorder;
import io.ubernetes.runtime.events.EventType;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.queue.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Kubernetes' garbage collector for the objects of the federation, of every kind that is served.
///
/// An object whose owners are all gone is deleted; one that is deleted in the foreground goes when
/// those have gone who hold it up; one that is deleted as `orphan` goes when nobody names it any
/// more. Before anything is deleted the API server is asked for the object and for each owner with
/// its uid. Placements that members hold are left to [PlacementCollector]; here they only hold up
/// their owner. Thread-safe; started once.
public final class GarbageCollector implements AutoCloseable {

  private static final int WORKERS = 4;

  /// When not every object was seen yet.
  private static final Duration SOON = Duration.ofSeconds(1);

  /// When an owner's kind is not served: it may come back, and until then nothing is known.
  private static final Duration DOUBT = Duration.ofSeconds(30);

  private final ApiClient federationClient;
  private final ServedKinds kinds;
  private final Owners owners;
  private final EventRecorder events;
  private final Dependents dependents = new Dependents();
  private final Controller<Item> controller;

  public GarbageCollector(ApiClient federationClient, ServedKinds kinds, EventRecorder events) {
    this.events = events;
    this.federationClient = federationClient;
    this.kinds = kinds;
    this.owners = new Owners(federationClient, kinds);
    this.controller =
        new Controller<>("garbage", new WorkQueue<>("garbage"), this::reconcile, WORKERS);
  }

  public void start() {
    controller.start();
    kinds.addListener((resource, informer) -> informer.addHandler(new Follower(resource)));
  }

  public ControllerMetrics metrics() {
    return controller.metrics();
  }

  @Override
  public void close() {
    controller.close();
  }

  /// Follows the objects of one kind: keeps the index, and wakes whom a change concerns.
  private final class Follower implements ChangeHandler {

    private final ApiResource resource;

    Follower(ApiResource resource) {
      this.resource = resource;
    }

    @Override
    public void onAdd(ApiObject object) {
      Item item = Item.of(resource, object);
      dependents.add(item, object);
      if (needsALook(object)) {
        controller.queue().add(item);
      }
    }

    @Override
    public void onUpdate(ApiObject before, ApiObject after) {
      if (!before.uid().equals(after.uid())) {
        onDelete(before);
        onAdd(after);
        return;
      }
      boolean sameOwners = before.ownerReferences().equals(after.ownerReferences());
      boolean sameLife =
          before.isTerminating() == after.isTerminating()
              && before.finalizers().equals(after.finalizers());
      Item item = Item.of(resource, after);
      if (!sameOwners) {
        dependents.remove(item, before);
        dependents.add(item, after);
        wakeOwners(before);
      }
      if (needsALook(after) && !(sameOwners && sameLife)) {
        controller.queue().add(item);
      }
      if (!sameLife) {
        wakeOwners(after);
        wakeDependents(after);
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      dependents.remove(Item.of(resource, last), last);
      wakeOwners(last);
      wakeDependents(last);
    }

    private void wakeOwners(ApiObject object) {
      for (OwnerReference reference : object.ownerReferences()) {
        owners.find(reference, object).ifPresent(controller.queue()::add);
      }
    }

    private void wakeDependents(ApiObject object) {
      dependents.of(object.uid()).forEach(controller.queue()::add);
    }
  }

  private static boolean needsALook(ApiObject object) {
    return !object.ownerReferences().isEmpty()
        || (object.isTerminating() && (isForeground(object) || isOrphaning(object)));
  }

  private static boolean isForeground(ApiObject object) {
    return object.finalizers().contains(Finalizers.FOREGROUND);
  }

  private static boolean isOrphaning(ApiObject object) {
    return object.finalizers().contains(Finalizers.ORPHAN);
  }

  private Result reconcile(Item item) {
    Optional<ApiObject> cached = cached(item);
    if (cached.isEmpty()) {
      return Result.DONE;
    }
    if (!kinds.synced()) {
      return Result.requeueAfter(SOON);
    }
    ApiObject object = cached.get();
    if (object.isTerminating()) {
      return isOrphaning(object)
          ? orphan(item, object)
          : isForeground(object) ? finishForeground(item, object) : Result.DONE;
    }
    if (isHeldByMembers(item, object) || allOwnersAreSeen(object)) {
      return Result.DONE;
    }
    if (object.namespace().isEmpty() && tellOfOwnersOutOfReach(object)) {
      return Result.DONE;
    }
    boolean nameless =
        object.ownerReferences().stream().anyMatch(ref -> owners.find(ref, object).isEmpty());
    return nameless ? Result.requeueAfter(DOUBT) : judge(item, object.uid());
  }

  /// Placements that parts in members hang on are the [PlacementCollector]'s; those of kinds that
  /// nobody carries are like anything else.
  private static boolean isHeldByMembers(Item item, ApiObject object) {
    return item.resource().equals(Resources.PLACEMENTS)
        && object.finalizers().contains(Federation.MEMBERS_FINALIZER);
  }

  /// An object of the whole cluster cannot be owned by one in a namespace: nothing will become of
  /// that, so somebody must be told.
  private boolean tellOfOwnersOutOfReach(ApiObject object) {
    boolean told = false;
    for (OwnerReference reference : object.ownerReferences()) {
      if (owners.isOutOfReach(reference, object)) {
        told = true;
        events.record(
            object,
            EventType.WARNING,
            "OwnerRefInvalidNamespace",
            "CollectGarbage",
            "ownerRef [%s/%s, namespace: , name: %s, uid: %s] does not exist in namespace \"\""
                .formatted(
                    reference.apiVersion(), reference.kind(), reference.name(), reference.uid()));
      }
    }
    return told;
  }

  private Optional<ApiObject> cached(Item item) {
    return kinds.informer(item.resource()).flatMap(informer -> informer.lister().get(item.key()));
  }

  /// Nearly always: nothing to do, and nobody to ask.
  private boolean allOwnersAreSeen(ApiObject object) {
    return object.ownerReferences().stream()
        .allMatch(reference -> owners.cached(reference, object) == OwnerState.SOLID);
  }

  private Result judge(Item item, String uid) {
    Optional<ApiObject> live = federationClient.get(item.resource(), item.key());
    if (live.isEmpty() || !live.get().uid().equals(uid) || live.get().isTerminating()) {
      return Result.DONE; // the informer will tell
    }
    ApiObject object = live.get();
    List<Owned> owned = new ArrayList<>();
    for (OwnerReference reference : object.ownerReferences()) {
      owned.add(new Owned(reference, owners.live(reference, object)));
    }
    return switch (OwnerRules.decide(owned, dependentsOf(object), object.finalizers())) {
      case Decision.Keep keep -> Result.DONE;
      case Decision.Unsure unsure -> Result.requeueAfter(DOUBT);
      case Decision.Detach(List<OwnerReference> gone) -> {
        List<String> uids = gone.stream().map(OwnerReference::uid).toList();
        detach(item, object, reference -> uids.contains(reference.uid()));
        yield Result.DONE;
      }
      case Decision.Delete(Propagation propagation, boolean unblock) -> {
        ApiObject judged = unblock ? unblock(item, object) : object;
        federationClient.delete(
            item.resource(),
            item.key(),
            DeleteOptions.BACKGROUND
                .withUid(judged.uid())
                .withResourceVersion(judged.resourceVersion())
                .withPropagation(propagation));
        yield Result.DONE;
      }
    };
  }

  private OwnerRules.Dependents dependentsOf(ApiObject object) {
    Set<Item> items = dependents.of(object.uid());
    if (items.isEmpty()) {
      return OwnerRules.Dependents.NONE;
    }
    boolean waiting =
        items.stream()
            .flatMap(item -> cached(item).stream())
            .anyMatch(dependent -> dependent.isTerminating() && isForeground(dependent));
    return waiting ? OwnerRules.Dependents.SOME_WAITING : OwnerRules.Dependents.SOME;
  }

  /// Goes on when those who hold the object up are gone.
  private Result finishForeground(Item item, ApiObject object) {
    List<Item> holding = new ArrayList<>();
    for (Item dependent : dependents.of(object.uid())) {
      if (holdsUp(dependent, object)) {
        holding.add(dependent);
      }
    }
    if (holding.isEmpty()) {
      removeFinalizer(item, object, Finalizers.FOREGROUND);
    } else {
      holding.forEach(controller.queue()::add);
    }
    return Result.DONE; // the last of them to go wakes the object
  }

  private boolean holdsUp(Item dependent, ApiObject owner) {
    return cached(dependent)
        .filter(object ->
            object.ownerReferences().stream()
                .anyMatch(ref -> ref.uid().equals(owner.uid()) && ref.blockOwnerDeletion()))
        .isPresent();
  }

  private Result orphan(Item item, ApiObject object) {
    boolean placed = false;
    for (Item dependent : dependents.of(object.uid())) {
      if (dependent.resource().equals(Resources.PLACEMENTS)) {
        placed = true; // it goes once the members have let go; that wakes the object
        cached(dependent)
            .filter(placement -> !isHeldByMembers(dependent, placement))
            .ifPresent(placement -> endPlacement(dependent, placement));
        continue;
      }
      Optional<ApiObject> live = federationClient.get(dependent.resource(), dependent.key());
      if (live.isPresent()) {
        detach(dependent, live.get(), reference -> reference.uid().equals(object.uid()));
      }
    }
    if (!placed) {
      removeFinalizer(item, object, Finalizers.ORPHAN);
    }
    return Result.DONE;
  }

  /// A Placement is of no use without its object, so it is no orphan.
  private void endPlacement(Item item, ApiObject placement) {
    var _ =
        federationClient.delete(
            item.resource(), item.key(), DeleteOptions.BACKGROUND.withUid(placement.uid()));
  }

  private void detach(Item item, ApiObject object, Predicate<OwnerReference> gone) {
    ArrayNode left = Json.object().arrayNode();
    object
        .json()
        .path("metadata")
        .path("ownerReferences")
        .forEach(reference -> {
          if (!gone.test(Json.MAPPER.treeToValue(reference, OwnerReference.class))) {
            left.add(reference);
          }
        });
    if (left.size() != object.ownerReferences().size()) {
      patch(item, object, metadata -> metadata.set("ownerReferences", left));
    }
  }

  private ApiObject unblock(Item item, ApiObject object) {
    ArrayNode references = Json.object().arrayNode();
    object
        .json()
        .path("metadata")
        .path("ownerReferences")
        .forEach(reference ->
            references.add(((ObjectNode) reference.deepCopy()).put("blockOwnerDeletion", false)));
    return patch(item, object, metadata -> metadata.set("ownerReferences", references))
        .orElse(object);
  }

  private void removeFinalizer(Item item, ApiObject object, String finalizer) {
    Optional<ApiObject> live = federationClient.get(item.resource(), item.key());
    if (live.isEmpty() || !live.get().uid().equals(object.uid())) {
      return;
    }
    List<String> finalizers = live.get().finalizers();
    if (finalizers.contains(finalizer)) {
      ArrayNode left = Json.object().arrayNode();
      finalizers.stream().filter(f -> !f.equals(finalizer)).forEach(left::add);
      patch(item, live.get(), metadata -> metadata.set("finalizers", left));
    }
  }

  /// Changes the metadata of this very version of the object; another version is a conflict, and
  /// the item is judged again.
  private Optional<ApiObject> patch(
      Item item, ApiObject object, java.util.function.Consumer<ObjectNode> change) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", object.uid()).put("resourceVersion", object.resourceVersion());
    change.accept(metadata);
    try {
      return Optional.of(
          federationClient.patch(item.resource(), item.key(), new Patch.Merge(patch)));
    } catch (ApiClientException refused) {
      if (refused.isNotFound()) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
