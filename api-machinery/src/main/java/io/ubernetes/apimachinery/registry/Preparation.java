package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.ObjectMetaValidation;
import io.ubernetes.apimachinery.registry.Admission.Attributes;
import io.ubernetes.apimachinery.registry.Admission.Operation;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.resource.Answering;
import io.ubernetes.apimachinery.resource.Answering.Question;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns what a client asks for into what may be stored, or refuses it: names, defaults, field
/// ownership, the kind's own rules, admission, validation; in the order in which Kubernetes does
/// it. Stateless.
final class Preparation {

  private static final Map<String, String> KEPT_ELSEWHERE =
      Map.of(
          "replicationcontrollers", "controllers",
          "services", "services/specs",
          "endpoints", "services/endpoints",
          "ingresses", "ingress",
          "nodes", "minions");

  private final ResourceType type;
  private final Environment environment;
  private final Strategy strategy;
  private final FieldOwnership ownership;

  Preparation(ResourceType type, Environment environment) {
    this.type = type;
    this.environment = environment;
    this.strategy = type.strategy();
    this.ownership = new FieldOwnership(type, environment.clock());
  }

  /// @return a new object in the storage version, ready to be written
  ObjectNode create(
      Version version, String namespace, ObjectNode requested, Owner owner, WriteOptions options) {
    Metadata.placeInNamespace(type, requested, namespace);
    Metadata.clear(requested);
    Owners.withoutRepeated(requested, options.warnings());
    ObjectNode object = withDefaults(version, requested);
    if (type.has(Subresource.STATUS)) {
      object.remove("status");
    }
    if (owner == Owner.WRITER) {
      ObjectNode inVersion = inVersion(version, object);
      ownership.record(version, null, inVersion, Part.MAIN, options);
      Metadata.takeOverOwnership(object, inVersion);
    }
    String name = new ApiObject(object).name();
    Attributes attributes = attributes(version, Part.MAIN, name, object, null, options);
    environment.admission().mutate(attributes);
    if (type.has(Subresource.STATUS)) {
      object.remove("status");
    }
    Metadata.placeInNamespace(type, object, namespace);
    Metadata.create(type, object, environment);
    strategy.prepareForCreate(object);
    List<FieldError> errors = new ArrayList<>();
    errors.addAll(metadataErrors(object));
    errors.addAll(strategy.validate(object));
    errors.addAll(strategy.validateCreate(object));
    refuse(object, errors);
    options.warnings().addAll(strategy.warnings(object));
    String given = new ApiObject(object).name(); // by now a generated name is there
    environment.admission().validate(attributes(version, Part.MAIN, given, object, null, options));
    return object;
  }

  /// A new object of a kind that is answered and never stored.
  ///
  /// @param about the object that is asked about; without a name for a kind that stands alone
  Question question(
      Answering answering,
      Version version,
      NamespacedName about,
      ObjectNode requested,
      WriteOptions options) {
    if (!type.namespaced()) {
      Metadata.of(requested).remove("namespace");
    }
    Metadata.placeInNamespace(type, requested, about.namespace());
    strategy.setDefaults(requested);
    ownership.record(version, null, requested, Part.MAIN, options);
    Attributes attributes =
        new Attributes(
            type,
            version,
            Operation.CREATE,
            type.part(),
            about.namespace(),
            about.name(),
            requested,
            null,
            options,
            null);
    environment.admission().mutate(attributes);
    Question question = new Question(requested, about, options.identity(), options.warnings());
    answering.check(question);
    environment.admission().validate(attributes);
    return question;
  }

  /// How the fields of a new object come to their owner.
  enum Owner {
    /// Whoever creates it owns all its fields.
    WRITER,
    /// It was applied, so its fields have their owner already.
    APPLIER
  }

  /// The object that an apply makes where there is none.
  ObjectNode applyToNothing(Version version, Edit.Apply apply, WriteOptions options) {
    return ownership.applied(version, null, apply, Part.MAIN, options);
  }

  /// @return the changed object in the storage version; equal to the current one when nothing
  ///   changes
  ObjectNode update(Current current, Change change, WriteOptions options) {
    ObjectNode old = current.object();
    Version version = change.version();
    ObjectNode oldInVersion = fromStorage(version, old.deepCopy());
    ObjectNode wanted = wanted(oldInVersion, change, options);
    checkIdentity(current, wanted, change.edit());
    Owners.withoutRepeated(wanted, options.warnings());
    ObjectNode object = restrict(change.part(), withDefaults(version, wanted), old);
    Metadata.update(object, old);
    if (!(change.edit() instanceof Edit.Apply)) {
      ObjectNode live = fromStorage(version, old.deepCopy());
      ObjectNode inVersion = inVersion(version, object);
      ownership.record(version, live, inVersion, change.part(), options);
      Metadata.takeOverOwnership(object, inVersion);
    }
    String name = new ApiObject(old).name();
    Attributes attributes = attributes(version, change.part(), name, object, old, options);
    environment.admission().mutate(attributes);
    strategy.prepareForUpdate(object, old);
    boolean whole = change.part() == Part.MAIN || change.part() == Part.SCALE;
    if (whole && type.keepsGeneration() && strategy.changesGeneration(object, old)) {
      Metadata.bumpGeneration(Metadata.of(object));
    }
    validateUpdate(change.part(), object, old, options);
    environment.admission().validate(attributes);
    return object;
  }

  private ObjectNode wanted(ObjectNode oldInVersion, Change change, WriteOptions options) {
    return switch (change.edit()) {
      case Edit.Replace(ObjectNode object) -> object.deepCopy();
      case Edit.Patch(Change.Function function) -> function.apply(oldInVersion);
      case Edit.Apply apply ->
          ownership.applied(change.version(), oldInVersion, apply, change.part(), options);
    };
  }

  /// @throws ApiException 409 when the client meant another object or another version of it
  private void checkIdentity(Current current, ObjectNode wanted, Edit edit) {
    ApiObject old = new ApiObject(current.object());
    String uid = Json.text(wanted, "metadata", "uid");
    boolean precondition = edit instanceof Edit.Replace;
    if (precondition && !uid.isEmpty() && !uid.equals(old.uid())) {
      throw ApiException.conflict(
          type.groupResource(),
          old.name(),
          "StorageError: invalid object, Code: 4, Key: %s%s, ResourceVersion: 0,"
                  .formatted(shownPrefix(), old.key())
              + " AdditionalErrorMsg: Precondition failed: UID in precondition: %s, UID in object"
                  .formatted(uid)
              + " meta: "
              + old.uid());
    }
    String version = Change.insistedVersion(wanted);
    if (version == null && precondition && !strategy.allowsUnconditionalUpdate()) {
      throw unconditional(old.name());
    }
    if (version != null && revision(version) != current.revision()) {
      throw ApiException.modified(type.groupResource(), old.name());
    }
    NameErrors.check(wanted, old.name());
    Metadata.placeInNamespace(type, wanted, old.namespace());
  }

  /// Where Kubernetes would keep the objects, which it tells in one message.
  private String shownPrefix() {
    GroupResource resource = type.storageResource();
    String place = KEPT_ELSEWHERE.getOrDefault(resource.resource(), resource.resource());
    boolean own = type.strategy().customResource();
    return "/registry/" + (own ? resource.group() + "/" : "") + place + "/";
  }

  /// Kubernetes names the resource here, not the kind.
  private ApiException unconditional(String name) {
    FieldError error =
        FieldError.invalid("metadata.resourceVersion", "0", "must be specified for an update");
    return ApiException.invalid(type.group(), type.names().plural(), name, List.of(error));
  }

  private static long revision(String version) {
    try {
      if (!version.startsWith("+")) { // Java takes a sign where Go does not
        return Long.parseUnsignedLong(version);
      }
    } catch (NumberFormatException malformed) {
      // Told below.
    }
    throw ApiException.of(
        500, "", "strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
  }

  /// Takes over from `object` only what the part of the object that is written to may change.
  private ObjectNode restrict(Part part, ObjectNode object, ObjectNode old) {
    return switch (part) {
      case MAIN, SCALE -> {
        if (type.has(Subresource.STATUS)) {
          keep(object, old, "status");
        }
        if (type.has(Subresource.FINALIZE)) {
          keepFinalizers(object, old);
        }
        yield object;
      }
      case STATUS -> {
        ObjectNode result = old.deepCopy();
        keep(result, object, "status");
        ObjectNode metadata = Metadata.of(object).deepCopy();
        for (String field : strategy.metadataFixedInStatus()) {
          keep(metadata, Metadata.of(old), field);
        }
        result.set("metadata", metadata);
        yield result;
      }
      case FINALIZE -> {
        ObjectNode result = old.deepCopy();
        JsonNode finalizers = Json.at(object, "spec", "finalizers");
        ObjectNode spec = result.withObject("/spec");
        if (finalizers == null || finalizers.isEmpty()) {
          spec.remove("finalizers");
        } else {
          spec.set("finalizers", finalizers);
        }
        yield result;
      }
    };
  }

  /// They go only by way of the `finalize` subresource.
  private static void keepFinalizers(ObjectNode object, ObjectNode old) {
    JsonNode finalizers = Json.at(old, "spec", "finalizers");
    if (finalizers != null) {
      ObjectNode spec =
          object.get("spec") instanceof ObjectNode there ? there : object.putObject("spec");
      spec.set("finalizers", finalizers.deepCopy());
    }
  }

  private static void keep(ObjectNode object, ObjectNode old, String field) {
    JsonNode value = old.get(field);
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value.deepCopy());
    }
  }

  private void validateUpdate(Part part, ObjectNode object, ObjectNode old, WriteOptions options) {
    List<FieldError> errors = new ArrayList<>();
    MetadataRules rules = strategy.metadataRules();
    errors.addAll(ObjectMetaValidation.validateCustom(object, type.scope(), strategy.nameRule()));
    errors.addAll(ObjectMetaValidation.validateUpdate(object, old));
    errors.addAll(
        ObjectMetaValidation.validateAgain(
            object, old, part == Part.MAIN ? rules : rules.ofPart()));
    switch (part) {
      case MAIN, SCALE -> errors.addAll(strategy.validateChanged(object, old));
      case STATUS -> errors.addAll(strategy.validateStatusUpdate(object, old));
      case FINALIZE -> {}
    }
    refuse(object, errors);
    if (part == Part.MAIN) {
      options.warnings().addAll(strategy.updateWarnings(object, old));
    }
  }

  private List<FieldError> metadataErrors(ObjectNode object) {
    return strategy.metadataRules().finalizersNeedPrefix()
        ? ObjectMetaValidation.validate(object, type.scope(), strategy.nameRule())
        : ObjectMetaValidation.validateCustom(object, type.scope(), strategy.nameRule());
  }

  private void refuse(ObjectNode object, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      // An Event is refused by the name of the kind as which it is stored, whatever the group.
      throw ApiException.invalid(
          type.storage().group(), type.names().kind(), new ApiObject(object).name(), errors);
    }
  }

  private Attributes attributes(
      Version version,
      Part part,
      String name,
      ObjectNode object,
      @Nullable ObjectNode old,
      WriteOptions options) {
    return new Attributes(
        type,
        version,
        old == null ? Operation.CREATE : Operation.UPDATE,
        part.subresource(),
        new ApiObject(object).namespace(),
        name,
        object,
        old,
        options,
        null);
  }

  /// @return the object in the storage version, complete
  private ObjectNode withDefaults(Version version, ObjectNode object) {
    ObjectNode stored = toStorage(version, object);
    strategy.setDefaults(stored);
    return stored;
  }

  private ObjectNode toStorage(Version version, ObjectNode object) {
    return version.toStorage().apply(object);
  }

  /// The object as a client of this version sees it: itself, or a copy.
  private ObjectNode inVersion(Version version, ObjectNode object) {
    return type.kind(version).equals(type.storage())
        ? object
        : fromStorage(version, object.deepCopy());
  }

  private ObjectNode fromStorage(Version version, ObjectNode object) {
    return version.fromStorage().apply(object);
  }
}
