package io.ubernetes.apimachinery.resource;

import io.ubernetes.apimachinery.errors.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules of one kind that its schema cannot say. Objects are in the storage version. The
/// generic rules (metadata, schema types, required fields, enums, status and generation) are
/// applied by the registry before and after; a kind without rules of its own uses [#NONE].
///
/// Implementations are stateless and thread-safe. Methods named `prepare` may change `object`; all
/// others change nothing.
public interface Strategy {

  Strategy NONE = new Strategy() {};

  /// All of the metadata that clients write.
  List<String> ALL_METADATA = List.of("labels", "annotations", "finalizers", "ownerReferences");

  /// What objects of this kind may be called.
  default NameRule nameRule() {
    return NameRule.DNS_SUBDOMAIN;
  }

  /// How the kind looks at metadata itself, beside the rules for all kinds.
  default MetadataRules metadataRules() {
    return isCustom() ? MetadataRules.PLAIN_CHANGE : MetadataRules.CHANGE;
  }

  /// Where the fields of the Scale subresource stand, for kinds that have one.
  default ScaleMapping scale() {
    return ScaleMapping.WORKLOAD;
  }

  /// Fills in what a new object gets beyond the defaults in the schema, on every write (Kubernetes'
  /// versioned defaulting functions). Must do nothing the second time.
  default void setDefaults(ObjectNode object) {}

  /// Last change before a new object is validated.
  default void prepareForCreate(ObjectNode object) {}

  /// Last change before an updated object is validated.
  default void prepareForUpdate(ObjectNode object, ObjectNode old) {}

  /// What is wrong with an object whatever was there before.
  default List<FieldError> validate(ObjectNode object) {
    return List.of();
  }

  /// What is wrong with a new object, beyond [#validate]: rules that old objects need not meet.
  default List<FieldError> validateCreate(ObjectNode object) {
    return List.of();
  }

  /// What is wrong with a change, beyond [#validate] of the result.
  default List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    return List.of();
  }

  /// What is wrong with the result of a change and with the change, in the order in which it is
  /// told.
  default List<FieldError> validateChanged(ObjectNode object, ObjectNode old) {
    List<FieldError> errors = new ArrayList<>(validate(object));
    errors.addAll(validateUpdate(object, old));
    return errors;
  }

  /// What is wrong with a change through `/status`.
  default List<FieldError> validateStatusUpdate(ObjectNode object, ObjectNode old) {
    return List.of();
  }

  /// Whether a change is one that `metadata.generation` counts, for kinds that keep it: unless a
  /// kind says otherwise, every change outside of the metadata and the status.
  default boolean changesGeneration(ObjectNode object, ObjectNode old) {
    Set<String> fields = new HashSet<>(object.propertyNames());
    fields.addAll(old.propertyNames());
    fields.removeAll(List.of("metadata", "status"));
    return fields.stream().anyMatch(field -> !Objects.equals(object.get(field), old.get(field)));
  }

  /// Whether a replacement of an object that is not there makes it.
  default boolean createsOnUpdate() {
    return false;
  }

  /// What every client of the kind is told, because the kind is on its way out; empty for most.
  default String deprecation() {
    return "";
  }

  /// Parts of the metadata that a write through `/status` leaves as they are, beside those that no
  /// client can change.
  default List<String> metadataFixedInStatus() {
    return List.of();
  }

  /// Whether the rules that only Kubernetes' own kinds have for metadata do not count: definitions
  /// of kinds, and what they define.
  default boolean isCustom() {
    return false;
  }

  /// Whether a client may replace an object without saying which version of it it has seen.
  default boolean allowsUnconditionalUpdate() {
    return true;
  }

  /// How long an object is given to end by itself once it is to be deleted, in seconds; empty for
  /// kinds that know no such time.
  ///
  /// @param requested what the client asks for; null leaves it to the object
  default OptionalLong gracePeriodSeconds(ObjectNode object, @Nullable Long requested) {
    return OptionalLong.empty();
  }

  /// Last change of an object that is marked as being deleted, and held until somebody lets it go.
  default void prepareForDelete(ObjectNode object) {}

  /// Whether [#restoreStored] does anything.
  default boolean restoresStored() {
    return false;
  }

  /// What is done to every object that comes out of the store, in place: the definition of a custom
  /// resource may have changed since the object was written. Must do nothing the second time.
  default void restoreStored(ObjectNode object) {}

  /// What came out of the store as the registry works with it: of custom resources in the version
  /// that is asked for, of all others in the storage version. In place or as a copy.
  ///
  /// @throws io.ubernetes.apimachinery.errors.ApiException when it cannot be converted
  default ObjectNode fromStore(ObjectNode object) {
    return object;
  }

  /// The way back: what is to be stored, as a copy or, where nothing changes, the object itself.
  default ObjectNode toStore(ObjectNode object) {
    return object;
  }

  /// Whether some stored objects may be in another version than the storage version.
  default boolean storesSeveralVersions() {
    return false;
  }

  /// Versions of the same objects that are types of their own, as those of custom resources are.
  default List<ResourceType.Version> siblings() {
    return List.of();
  }

  /// Whether this is a custom resource, which differs from Kubernetes' own in a few answers: it
  /// knows no strategic merge patch, and what it does not have is not found.
  default boolean customResource() {
    return false;
  }

  /// Sentences for the Warning headers of a create.
  default List<String> warnings(ObjectNode object) {
    return List.of();
  }

  /// Sentences for the Warning headers of an update; unless a kind says otherwise, those of a
  /// create.
  default List<String> updateWarnings(ObjectNode object, ObjectNode old) {
    return warnings(object);
  }

  /// Whether whoever deletes an object gets the object as it was, and not only word that it is
  /// gone.
  default boolean returnsDeleted() {
    return false;
  }

  /// Whether the dependents of a deleted object stay when the client does not say what shall become
  /// of them. Nearly always they go.
  default boolean orphansDependents() {
    return false;
  }

  /// Sentences for the client when they stay for that reason.
  default List<String> orphaningWarnings() {
    return List.of();
  }

  /// Fields that field selectors may name, beside `metadata.name` and `metadata.namespace`, with
  /// this object's values.
  default Map<String, String> selectableFields(ObjectNode object) {
    return Map.of();
  }

  /// Names of [#selectableFields], the same for all objects.
  default List<String> selectableFieldNames() {
    return List.of();
  }
}
