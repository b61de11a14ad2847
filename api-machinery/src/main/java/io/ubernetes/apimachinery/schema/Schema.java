package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.GroupVersionKind;
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

  /// What people are told of it; the empty string when nothing is known.
  default String description() {
    return "";
  }

  /// Limits of the value beyond its type.
  default Bounds bounds() {
    return Bounds.NONE;
  }

  /// When the field with this schema is written.
  default Presence presence() {
    return Presence.KEPT;
  }

  /// One of Kubernetes' own types. Their values are decoded as Kubernetes does it: a value of the
  /// wrong type is no bad field (422) but a body that cannot be read (400), and what is empty is
  /// left out according to [#presence].
  default boolean builtIn() {
    return false;
  }

  /// The kinds that objects of this shape may have; empty for parts of objects.
  default List<GroupVersionKind> kinds() {
    return List.of();
  }

  /// What a value must be beside its own limits (`allOf`, `anyOf`, `oneOf`, `not`).
  default Alternatives alternatives() {
    return Alternatives.NONE;
  }

  /// The rules in CEL that a value must meet (`x-kubernetes-validations`), as they stand in the
  /// definition.
  default List<JsonNode> rules() {
    return List.of();
  }

  /// The definition of a custom resource's schema as its author wrote it; null for all others.
  default @Nullable JsonNode document() {
    return null;
  }

  /// Schemas of which a value must meet all, one or more, exactly one, or not this one. They only
  /// judge values: pruning and defaulting do not look at them.
  record Alternatives(
      List<Schema> allOf, List<Schema> anyOf, List<Schema> oneOf, @Nullable Schema not) {

    public static final Alternatives NONE = new Alternatives(List.of(), List.of(), List.of(), null);

    public Alternatives {
      allOf = List.copyOf(allOf);
      anyOf = List.copyOf(anyOf);
      oneOf = List.copyOf(oneOf);
    }
  }

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

  /// When a field is written: what the tags of Kubernetes' Go structs say.
  enum Presence {
    /// Not when it is empty: false, 0, an empty string, list or map (`omitempty`).
    OMITTED_WHEN_EMPTY,
    /// Whenever it was given, empty or not (a pointer).
    KEPT,
    /// Also when it was not given: then with its zero value, which is null for lists, maps and
    /// times.
    ALWAYS
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
