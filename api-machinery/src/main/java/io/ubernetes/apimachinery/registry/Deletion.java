package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.registry.DeleteOptions.Propagation;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How an object is marked when it is to be deleted (`rest.BeforeDelete` and the store's finalizer
/// rules of Kubernetes).
final class Deletion {

  private final ResourceType type;
  private final InstantSource clock;

  Deletion(ResourceType type, InstantSource clock) {
    this.type = type;
    this.clock = clock;
  }

  /// @throws ApiException 409 when the object is not the one that is meant
  void checkPreconditions(Current current, DeleteOptions options) {
    ApiObject object = new ApiObject(current.object());
    if (options.uid() != null && !options.uid().equals(object.uid())) {
      throw conflict(
          object,
          "the UID in the precondition (%s) does not match the UID in record (%s). The object"
                  .formatted(options.uid(), object.uid())
              + " might have been deleted and then recreated");
    }
    String version = options.resourceVersion();
    if (version != null && !version.equals(object.resourceVersion())) {
      throw conflict(
          object,
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in"
                  .formatted(version)
              + " record (%s). The object might have been modified"
                  .formatted(object.resourceVersion()));
    }
  }

  private ApiException conflict(ApiObject object, String detail) {
    GroupResource kind = new GroupResource(type.group(), type.names().kind());
    return ApiException.conflict(kind, object.name(), detail);
  }

  /// A copy of the object with its deletion time and the finalizers that the options ask for. When
  /// nothing holds the copy, the object can go at once. One that has been given time to end stays
  /// as it is until that time is made shorter.
  ObjectNode mark(Current current, DeleteOptions options) {
    ObjectNode marked = current.object().deepCopy();
    long left = Metadata.gracePeriodSeconds(marked);
    Long requested = requested(options);
    if (left > 0 && (requested == null || requested >= left)) {
      return marked;
    }
    Propagation propagation = propagation(marked, options);
    if (propagation != null) {
      setFinalizers(marked, propagation);
    }
    if (left > 0 && requested != null) {
      Metadata.shortenGracePeriod(marked, requested);
    } else {
      boolean marks = Json.at(marked, "metadata", "deletionTimestamp") == null;
      long grace = marks ? type.strategy().gracePeriodSeconds(marked, requested).orElse(0) : 0;
      Metadata.markDeleted(type, marked, clock.instant(), grace);
    }
    if (type.has(ResourceType.Subresource.FINALIZE)) {
      ObjectNode status =
          marked.get("status") instanceof ObjectNode there ? there : marked.putObject("status");
      status.put("phase", "Terminating");
    }
    type.strategy().prepareForDelete(marked);
    return marked;
  }

  /// What the client asks for, else what was asked for before, else what is usual for the kind;
  /// null to leave the finalizers as they are.
  private @Nullable Propagation propagation(ObjectNode object, DeleteOptions options) {
    List<String> finalizers = new ApiObject(object).finalizers();
    boolean asked =
        options.propagation() != null
            || finalizers.contains(Metadata.ORPHAN_FINALIZER)
            || finalizers.contains(Metadata.FOREGROUND_FINALIZER);
    return asked || !type.strategy().orphansDependents()
        ? options.propagation()
        : Propagation.ORPHAN;
  }

  /// Kubernetes takes a negative time for one second.
  private static @Nullable Long requested(DeleteOptions options) {
    Long seconds = options.gracePeriodSeconds();
    return seconds != null && seconds < 0 ? Long.valueOf(1) : seconds;
  }

  private static void setFinalizers(ObjectNode object, Propagation propagation) {
    List<String> finalizers = new ArrayList<>(new ApiObject(object).finalizers());
    finalizers.remove(Metadata.ORPHAN_FINALIZER);
    finalizers.remove(Metadata.FOREGROUND_FINALIZER);
    switch (propagation) {
      case BACKGROUND -> {}
      case FOREGROUND -> finalizers.add(Metadata.FOREGROUND_FINALIZER);
      case ORPHAN -> finalizers.add(Metadata.ORPHAN_FINALIZER);
    }
    ObjectNode metadata = Metadata.of(object);
    if (finalizers.isEmpty()) {
      metadata.remove("finalizers");
    } else {
      ArrayNode list = Json.object().arrayNode();
      finalizers.forEach(list::add);
      metadata.set("finalizers", list);
    }
  }
}
