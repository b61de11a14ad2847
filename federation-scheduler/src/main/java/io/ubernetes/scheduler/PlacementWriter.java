package io.ubernetes.scheduler;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.OwnerReference;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Patch;
import io.ubernetes.runtime.client.WriteOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes Placements, each in one request. Thread-safe.
final class PlacementWriter {

  private static final WriteOptions AS_SCHEDULER =
      WriteOptions.NONE.withFieldManager("ubernetes-scheduler");

  private final ApiClient federationClient;

  PlacementWriter(ApiClient federationClient) {
    this.federationClient = federationClient;
  }

  /// How a write ended.
  sealed interface Written {

    record Done(ApiObject placement) implements Written {}

    /// Something else is there than was thought; what is there now, if anything.
    record Stale(Optional<ApiObject> live) implements Written {}
  }

  /// Whose a Placement is.
  ///
  /// @param object the object that is placed
  /// @param finalizers what the Placement is held by when the object is deleted
  record Owner(ApiObject object, List<String> finalizers) {

    boolean owns(ApiObject placement) {
      return placement.finalizers().containsAll(finalizers)
          && placement.ownerReferences().stream().anyMatch(ref -> ref.uid().equals(object.uid()));
    }
  }

  /// Creates the Placement of an object.
  Written create(NamespacedName key, Owner owner, PlacementSpec spec) {
    ApiObject placement = ApiObject.of(Federation.PLACEMENT, key.namespace(), key.name());
    own(placement, owner, List.of(), List.of());
    placement.json().set("spec", Json.MAPPER.<JsonNode>valueToTree(spec));
    try {
      return new Written.Done(
          federationClient.create(ApiResources.PLACEMENTS, placement, AS_SCHEDULER));
    } catch (ApiClientException e) {
      if (e.isAlreadyExists()) {
        return stale(key);
      }
      throw e;
    }
  }

  /// Replaces the spec of a Placement. The status is the status controller's and changes often, so
  /// this is a patch, bound to the uid and not to the version: the scheduler is the spec's only
  /// writer.
  Written update(ApiObject placement, Owner owner, PlacementSpec spec) {
    ApiObject patch = ApiObject.of(Federation.PLACEMENT, placement.namespace(), placement.name());
    patch.metadata().put("uid", placement.uid());
    if (!owner.owns(placement)) {
      own(patch, owner, placement.ownerReferences(), placement.finalizers());
    }
    ObjectNode wanted = Json.MAPPER.valueToTree(spec);
    if (placement.spec() instanceof ObjectNode old) {
      old.propertyNames()
          .forEach(field -> {
            if (!wanted.has(field)) {
              wanted.putNull(field);
            }
          });
    }
    patch.json().set("spec", wanted);
    try {
      return new Written.Done(
          federationClient.patch(
              ApiResources.PLACEMENTS,
              placement.key(),
              new Patch.Merge(patch.json()),
              AS_SCHEDULER));
    } catch (ApiClientException e) {
      if (e.isNotFound() || e.isConflict()) {
        return stale(placement.key());
      }
      throw e;
    }
  }

  private Written stale(NamespacedName key) {
    return new Written.Stale(federationClient.get(ApiResources.PLACEMENTS, key));
  }

  /// Adds the owner and the finalizers to those that are there.
  private static void own(
      ApiObject placement, Owner owner, List<OwnerReference> owners, List<String> finalizers) {
    ApiObject object = owner.object();
    ArrayNode references = placement.metadata().putArray("ownerReferences");
    owners.stream()
        .filter(reference -> !reference.uid().equals(object.uid()))
        .forEach(reference -> references.add(Json.MAPPER.<JsonNode>valueToTree(reference)));
    references.add(
        Json.MAPPER.<JsonNode>valueToTree(
            new OwnerReference(
                object.apiVersion(), object.kind(), object.name(), object.uid(), true, true)));
    Set<String> all = new LinkedHashSet<>(finalizers);
    all.addAll(owner.finalizers());
    if (!all.isEmpty()) {
      all.forEach(placement.metadata().putArray("finalizers")::add);
    }
  }
}
