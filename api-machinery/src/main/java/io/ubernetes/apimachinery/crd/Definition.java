package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A CustomResourceDefinition, read. Immutable as long as nobody changes the object.
public record Definition(ObjectNode object) {

  /// Holds a definition until all its objects are gone.
  public static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

  public String name() {
    return Json.text(object, "metadata", "name");
  }

  public String group() {
    return Json.text(object, "spec", "group");
  }

  public boolean namespaced() {
    return Json.text(object, "spec", "scope").equals("Namespaced");
  }

  /// The names that are asked for.
  public ObjectNode wantedNames() {
    ObjectNode names = Trees.object(object, "spec", "names");
    return names == null ? Json.object() : names;
  }

  /// The names that were given: no other definition of the group has them.
  public ObjectNode acceptedNames() {
    ObjectNode names = Trees.object(object, "status", "acceptedNames");
    return names == null ? Json.object() : names;
  }

  /// What its objects are in a version.
  GroupVersionKind kind(VersionDefinition version) {
    return new GroupVersion(group(), version.name()).kind(Json.text(acceptedNames(), "kind"));
  }

  public List<VersionDefinition> versions() {
    return Trees.objects(object, "spec", "versions").stream().map(VersionDefinition::new).toList();
  }

  public Optional<VersionDefinition> storageVersion() {
    return versions().stream().filter(VersionDefinition::isStorage).findFirst();
  }

  /// How objects get from one version into another, and by whom.
  public @Nullable ObjectNode conversionWebhook() {
    ObjectNode conversion = Trees.object(object, "spec", "conversion");
    return Json.text(conversion, "strategy").equals("Webhook")
        ? Trees.object(conversion, "webhook")
        : null;
  }

  /// Versions in which some objects may be stored.
  List<String> storedVersions() {
    return Trees.strings(object, "status", "storedVersions");
  }

  /// Whether its resources are to be served.
  public boolean isEstablished() {
    return hasCondition("Established");
  }

  public boolean isTerminating() {
    return new ApiObject(object).isTerminating();
  }

  public boolean hasCondition(String type) {
    ObjectNode condition = condition(type);
    return condition != null && Json.text(condition, "status").equals("True");
  }

  @Nullable ObjectNode condition(String type) {
    return Trees.objects(object, "status", "conditions").stream()
        .filter(condition -> Json.text(condition, "type").equals(type))
        .findFirst()
        .orElse(null);
  }

  /// One of the versions.
  public record VersionDefinition(ObjectNode object) {

    public String name() {
      return Json.text(object, "name");
    }

    public boolean isServed() {
      return Trees.flag(object, "served");
    }

    public boolean isStorage() {
      return Trees.flag(object, "storage");
    }

    /// The structural schema; an empty object when there is none.
    public JsonNode schema() {
      JsonNode schema = Json.at(object, "schema", "openAPIV3Schema");
      return schema == null ? Json.object() : schema;
    }

    boolean hasStatus() {
      return object.path("subresources").has("status");
    }

    @Nullable ObjectNode scale() {
      return Trees.object(object, "subresources", "scale");
    }

    List<ObjectNode> columns() {
      return Trees.objects(object, "additionalPrinterColumns");
    }

    /// Paths of the fields that selectors may name: `.spec.color`.
    List<String> selectableFields() {
      return Trees.objects(object, "selectableFields").stream()
          .map(field -> Json.text(field, "jsonPath"))
          .toList();
    }
  }
}
