package io.ubernetes.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One object of the API as its JSON tree, with names for the parts that every kind has.
///
/// The tree belongs to this object. Whoever was handed an `ApiObject` by someone else (a cache, an
/// informer, a store) never changes its tree but works on a [#copy()]. Accessors read the tree each
/// time; absent text is the empty string, absent maps and lists are empty.
public record ApiObject(ObjectNode json) {

  public static ApiObject parse(byte[] utf8) {
    return new ApiObject(Json.parseObject(utf8));
  }

  /// An object with nothing but its identity.
  public static ApiObject of(GroupVersionKind kind, String namespace, String name) {
    ObjectNode json = Json.object();
    json.put("apiVersion", kind.apiVersion());
    json.put("kind", kind.kind());
    ObjectNode metadata = json.putObject("metadata");
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    metadata.put("name", name);
    return new ApiObject(json);
  }

  public ApiObject copy() {
    return new ApiObject(json.deepCopy());
  }

  public String apiVersion() {
    return Json.text(json, "apiVersion");
  }

  public String kind() {
    return Json.text(json, "kind");
  }

  public GroupVersionKind groupVersionKind() {
    return GroupVersionKind.of(apiVersion(), kind());
  }

  /// The metadata, made if there is none.
  public ObjectNode metadata() {
    return json.get("metadata") instanceof ObjectNode metadata
        ? metadata
        : json.putObject("metadata");
  }

  public String name() {
    return Json.text(json, "metadata", "name");
  }

  /// The namespace; empty for cluster-scoped objects.
  public String namespace() {
    return Json.text(json, "metadata", "namespace");
  }

  public NamespacedName key() {
    return new NamespacedName(namespace(), name());
  }

  public String uid() {
    return Json.text(json, "metadata", "uid");
  }

  /// Opaque but for equality; empty on an object that was never stored.
  public String resourceVersion() {
    return Json.text(json, "metadata", "resourceVersion");
  }

  public long generation() {
    return Json.number(json, 0, "metadata", "generation");
  }

  public Map<String, String> labels() {
    return Json.strings(Json.at(json, "metadata", "labels"));
  }

  public Map<String, String> annotations() {
    return Json.strings(Json.at(json, "metadata", "annotations"));
  }

  public List<String> finalizers() {
    JsonNode list = Json.at(json, "metadata", "finalizers");
    if (list == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    list.forEach(item -> names.add(item.asString()));
    return names;
  }

  public List<OwnerReference> ownerReferences() {
    JsonNode list = Json.at(json, "metadata", "ownerReferences");
    if (list == null) {
      return List.of();
    }
    List<OwnerReference> owners = new ArrayList<>();
    list.forEach(item -> owners.add(Json.MAPPER.treeToValue(item, OwnerReference.class)));
    return owners;
  }

  public Optional<Instant> creationTimestamp() {
    return time("creationTimestamp");
  }

  public Optional<Instant> deletionTimestamp() {
    return time("deletionTimestamp");
  }

  public boolean isTerminating() {
    return Json.at(json, "metadata", "deletionTimestamp") != null;
  }

  /// The spec, or null where there is none.
  public @Nullable JsonNode spec() {
    return Json.at(json, "spec");
  }

  /// The status, or null where there is none.
  public @Nullable JsonNode status() {
    return Json.at(json, "status");
  }

  private Optional<Instant> time(String field) {
    String text = Json.text(json, "metadata", field);
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }
}
