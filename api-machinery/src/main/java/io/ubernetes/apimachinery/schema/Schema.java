package io.ubernetes.apimachinery.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The shape of a value, as OpenAPI v3 and Kubernetes' extensions to it say it. Immutable; may
/// refer to itself (a JSON schema contains JSON schemas), so never walk one without a value.
public interface Schema {

  Type type();

  /// Name of the definition in the OpenAPI documents, such as `io.k8s.api.apps.v1.ReplicaSetSpec`,
  /// or the empty string for a nameless part.
  String definition();

  /// `int32`, `date-time`, `byte`, ... or the empty string.
  String format();

  /// The schema of a field of an object; null when the object has no such field.
  default @Nullable Schema property(String name) {
    Schema declared = properties().get(name);
    return declared != null ? declared : additionalProperties();
  }

  /// Declared fields of an object, in the order of their names.
  Map<String, Schema> properties();

  /// The schema of the values of a map; null when this is no map.
  @Nullable Schema additionalProperties();

  /// The schema of the items of a list; null when this is no list.
  @Nullable Schema items();

  Set<String> required();

  /// What an absent field gets; null for none. Never change it: copy it.
  @Nullable JsonNode defaultValue();

  /// The only values allowed; empty when all are.
  List<JsonNode> enumValues();

  ListType listType();

  /// Fields that together identify an item of a list of type MAP.
  List<String> listMapKeys();

  /// True when an object's fields are owned together in server-side apply (`x-kubernetes-map-type:
  /// atomic`).
  boolean atomicMap();

  /// Strategic merge: the field that identifies list items; empty when the list is replaced or
  /// merged as a set.
  String patchMergeKey();

  Set<PatchStrategy> patchStrategies();

  /// Fields that the schema does not name are kept (`x-kubernetes-preserve-unknown-fields`).
  boolean preservesUnknownFields();

  /// An object of the API stands here (`x-kubernetes-embedded-resource`).
  boolean embeddedResource();

  boolean nullable();

  /// JSON types, and Kubernetes' two that are not one.
  enum Type {
    OBJECT,
    ARRAY,
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    /// A whole number or a string (`x-kubernetes-int-or-string`).
    INT_OR_STRING,
    /// A quantity: a string, but numbers are taken as well.
    QUANTITY,
    /// Anything.
    ANY
  }

  /// `x-kubernetes-list-type`; a list without one is atomic.
  enum ListType {
    ATOMIC,
    SET,
    MAP
  }

  /// `x-kubernetes-patch-strategy`.
  enum PatchStrategy {
    MERGE,
    REPLACE,
    RETAIN_KEYS
  }
}
