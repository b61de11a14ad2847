package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The part of an object that belongs to the server: names, uid, times, generation, finalizers.
/// Functions on trees; those that change one say so.
final class Metadata {

  static final String FOREGROUND_FINALIZER = "foregroundDeletion";
  static final String ORPHAN_FINALIZER = "orphan";

  /// Longest name that a generated one may have, as in Kubernetes: names of 63 characters fit
  /// everywhere.
  private static final int MAX_GENERATED_NAME = 63;

  /// What a client may send but the server alone decides.
  private static final List<String> SERVER_FIELDS =
      List.of(
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generation",
          "selfLink");

  /// Of these the client's value never counts; a change of any other is an error.
  private static final List<String> ALWAYS_KEPT = List.of("generation", "creationTimestamp");

  private Metadata() {}

  /// Puts the namespace of the request into the object.
  ///
  /// @throws ApiException 400 when the object names another
  static void placeInNamespace(ResourceType type, ObjectNode object, String namespace) {
    ObjectNode metadata = of(object);
    String given = Json.text(metadata, "namespace");
    // What is in no namespace loses one that was sent, as in Kubernetes.
    if (type.namespaced() && !given.isEmpty() && !given.equals(namespace)) {
      throw ApiException.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    if (type.namespaced()) {
      metadata.put("namespace", namespace);
    } else {
      metadata.remove("namespace");
    }
  }

  /// Removes from a new object what a client may send but the server alone decides.
  static void clear(ObjectNode object) {
    ObjectNode metadata = of(object);
    if (!Json.text(metadata, "resourceVersion").isEmpty()) {
      throw ApiException.of(500, "", "resourceVersion should not be set on objects to be created");
    }
    SERVER_FIELDS.forEach(metadata::remove);
  }

  /// Makes the metadata that a client sent into that of a new object.
  static void create(ResourceType type, ObjectNode object, Environment environment) {
    ObjectNode metadata = of(object);
    SERVER_FIELDS.forEach(metadata::remove); // nor may admission decide it
    metadata.put("uid", environment.uids().get());
    metadata.put("creationTimestamp", timestamp(environment.clock().instant()));
    if (type.keepsGeneration()) {
      metadata.put("generation", 1);
    }
    String prefix = Json.text(metadata, "generateName");
    if (Json.text(metadata, "name").isEmpty() && !prefix.isEmpty()) {
      metadata.put("name", generate(prefix, environment.suffixes().get()));
    }
  }

  private static String generate(String prefix, String suffix) {
    int room = MAX_GENERATED_NAME - suffix.length();
    return prefix.substring(0, Math.min(prefix.length(), room)) + suffix;
  }

  /// Carries over into an updated object what only the server may change. What the client sent of
  /// it stays, so that validation sees the difference, but for what is quietly kept.
  static void update(ObjectNode object, ObjectNode old) {
    ObjectNode metadata = of(object);
    ObjectNode oldMetadata = of(old);
    for (String field : SERVER_FIELDS) {
      boolean sent = metadata.get(field) != null && !ALWAYS_KEPT.contains(field);
      JsonNode value = oldMetadata.get(field);
      if (value == null && !sent) {
        metadata.remove(field);
      } else if (value != null && !sent) {
        metadata.set(field, value);
      }
    }
    metadata.set("resourceVersion", oldMetadata.get("resourceVersion"));
  }

  /// Takes from another form of an object who owns which of its fields.
  static void takeOverOwnership(ObjectNode object, ObjectNode other) {
    JsonNode managers = of(other).get("managedFields");
    if (managers == null) {
      of(object).remove("managedFields");
    } else {
      of(object).set("managedFields", managers);
    }
  }

  /// Marks an object as being deleted, or keeps the mark that it has.
  static void markDeleted(ResourceType type, ObjectNode object, Instant now, long graceSeconds) {
    ObjectNode metadata = of(object);
    if (metadata.get("deletionTimestamp") == null) {
      metadata.put("deletionTimestamp", timestamp(now.plusSeconds(graceSeconds)));
      if (type.keepsGeneration()) {
        bumpGeneration(metadata);
      }
    }
    if (!type.has(ResourceType.Subresource.FINALIZE)) {
      metadata.set("deletionGracePeriodSeconds", number(graceSeconds));
    }
  }

  /// What is left of the time that an object that is being deleted was given; 0 when it was given
  /// none.
  static long gracePeriodSeconds(ObjectNode object) {
    return Json.number(object, 0, "metadata", "deletionGracePeriodSeconds");
  }

  /// The object is to be gone after that time, counted from when it was marked.
  static void shortenGracePeriod(ObjectNode object, long graceSeconds) {
    ObjectNode metadata = of(object);
    Instant until = Instant.parse(Json.text(metadata, "deletionTimestamp"));
    Instant marked = until.minusSeconds(gracePeriodSeconds(object));
    metadata.put("deletionTimestamp", timestamp(marked.plusSeconds(graceSeconds)));
    metadata.set("deletionGracePeriodSeconds", number(graceSeconds));
  }

  static void bumpGeneration(ObjectNode metadata) {
    long next = Json.number(metadata, 0, "generation") + 1;
    metadata.set("generation", number(next));
  }

  /// As the parser makes it, so that trees compare equal whoever made them.
  private static JsonNode number(long value) {
    return value <= Integer.MAX_VALUE
        ? Json.object().numberNode((int) value)
        : Json.object().numberNode(value);
  }

  /// Whether nothing holds the object any more, so that a deletion can be carried out.
  static boolean isFree(ResourceType type, ObjectNode object) {
    boolean spec =
        type.has(ResourceType.Subresource.FINALIZE)
            && !isEmptyList(Json.at(object, "spec", "finalizers"));
    return new ApiObject(object).finalizers().isEmpty() && !spec && gracePeriodSeconds(object) == 0;
  }

  private static boolean isEmptyList(@Nullable JsonNode list) {
    return list == null || list.isEmpty();
  }

  static ObjectNode of(ObjectNode object) {
    return new ApiObject(object).metadata();
  }

  static String timestamp(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
