package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the metadata of objects of all kinds.
public final class ObjectMetaValidation {

  private static final FieldPath METADATA = FieldPath.of("metadata");

  /// Finalizers of Kubernetes itself, which alone need no prefix.
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");

  private static final List<String> IMMUTABLE =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final int MAX_MANAGER_BYTES = 128;
  private static final int MAX_SUBRESOURCE_BYTES = 256;

  private ObjectMetaValidation() {}

  /// What is wrong with the metadata whatever was there before. The name is there already when it
  /// was generated.
  public static List<FieldError> validate(ObjectNode object, Scope scope, NameRule rule) {
    List<FieldError> errors = new ArrayList<>(validateCustom(object, scope, rule));
    errors.addAll(unknownFinalizers(object));
    return errors;
  }

  private static List<FieldError> unknownFinalizers(ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    List<String> finalizers = Trees.strings(object, "metadata", "finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      standardFinalizer(finalizers.get(i), METADATA.child("finalizers").index(i), errors);
    }
    return errors.list();
  }

  /// The same for kinds whose finalizers need no prefix: definitions of kinds and their objects,
  /// among others.
  public static List<FieldError> validateCustom(ObjectNode object, Scope scope, NameRule rule) {
    FieldErrors errors = new FieldErrors();
    JsonNode metadata = Json.at(object, "metadata");
    name(metadata, rule, errors);
    namespace(Json.text(metadata, "namespace"), scope, errors);
    errors.notNegative(METADATA.child("generation"), Json.number(metadata, 0, "generation"));
    content(metadata, errors);
    finalizers(Trees.strings(metadata, "finalizers"), errors);
    return errors.list();
  }

  /// What is wrong with a change of the metadata, beyond what [#validate] says of the result.
  public static List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    JsonNode metadata = Json.at(object, "metadata");
    JsonNode before = Json.at(old, "metadata");
    if (Json.at(before, "deletionTimestamp") != null) {
      noNewFinalizers(
          Trees.strings(metadata, "finalizers"), Trees.strings(before, "finalizers"), errors);
    }
    if (Json.text(metadata, "resourceVersion").isEmpty()) {
      errors.invalid(METADATA.child("resourceVersion"), "", "must be specified for an update");
    }
    long generation = Json.number(metadata, 0, "generation");
    if (generation < Json.number(before, 0, "generation")) {
      errors.invalid(METADATA.child("generation"), generation, "must not be decremented");
    }
    for (String field : IMMUTABLE) {
      errors.unchanged(METADATA.child(field), Json.at(metadata, field), Json.at(before, field));
    }
    content(metadata, errors);
    return errors.list();
  }

  /// What a kind says about the metadata of a change, beyond what is said of all kinds.
  public static List<FieldError> validateAgain(
      ObjectNode object, ObjectNode old, MetadataRules rules) {
    List<FieldError> errors = new ArrayList<>();
    List<FieldError> unknown = rules.finalizersNeedPrefix() ? unknownFinalizers(object) : List.of();
    switch (rules) {
      case NONE -> {}
      case NEW, PLAIN_NEW -> errors.addAll(asNew(object));
      case CHANGE, PLAIN_CHANGE -> errors.addAll(validateUpdate(object, old));
      case WHOLE -> {
        errors.addAll(asNew(object));
        errors.addAll(unknown);
        errors.addAll(validateUpdate(object, old));
      }
    }
    errors.addAll(unknown);
    return errors;
  }

  private static List<FieldError> asNew(ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    JsonNode metadata = Json.at(object, "metadata");
    content(metadata, errors);
    finalizers(Trees.strings(metadata, "finalizers"), errors);
    return errors.list();
  }

  private static void name(@Nullable JsonNode metadata, NameRule rule, FieldErrors errors) {
    String prefix = Json.text(metadata, "generateName");
    if (!prefix.isEmpty()) {
      errors.eachInvalid(METADATA.child("generateName"), prefix, rule.checkPrefix(prefix));
    }
    String name = Json.text(metadata, "name");
    if (name.isEmpty()) {
      errors.required(METADATA.child("name"), "name or generateName is required");
    } else {
      errors.eachInvalid(METADATA.child("name"), name, rule.check(name));
    }
  }

  private static void namespace(String namespace, Scope scope, FieldErrors errors) {
    FieldPath field = METADATA.child("namespace");
    switch (scope) {
      case NAMESPACED -> {
        if (namespace.isEmpty()) {
          errors.required(field);
        } else {
          errors.eachInvalid(field, namespace, Names.dns1123Label(namespace));
        }
      }
      case CLUSTER -> {
        if (!namespace.isEmpty()) {
          errors.forbidden(field, "not allowed on this type");
        }
      }
    }
  }

  private static void content(@Nullable JsonNode metadata, FieldErrors errors) {
    LabelRules.labels(Trees.map(metadata, "labels"), METADATA.child("labels"), errors);
    LabelRules.annotations(
        Trees.map(metadata, "annotations"), METADATA.child("annotations"), errors);
    owners(Trees.objects(metadata, "ownerReferences"), errors);
    List<ObjectNode> managers = Trees.objects(metadata, "managedFields");
    for (int i = 0; i < managers.size(); i++) {
      manager(managers.get(i), METADATA.child("managedFields").index(i), errors);
    }
  }

  private static void owners(List<ObjectNode> owners, FieldErrors errors) {
    FieldPath field = METADATA.child("ownerReferences");
    String controller = "";
    for (ObjectNode owner : owners) {
      owner(owner, field, errors);
      if (Trees.flag(owner, "controller")) {
        String found = Json.text(owner, "kind") + "/" + Json.text(owner, "name");
        if (controller.isEmpty()) {
          controller = found;
        } else {
          errors.invalid(
              field,
              Json.MAPPER.createArrayNode().addAll(owners),
              "Only one reference can have Controller set to true. Found \"true\" in references"
                  + " for "
                  + controller
                  + " and "
                  + found);
        }
      }
    }
  }

  private static void owner(ObjectNode owner, FieldPath field, FieldErrors errors) {
    String version = Json.text(owner, "apiVersion");
    if (version.isEmpty() || version.endsWith("/")) {
      errors.invalid(field.child("apiVersion"), version, "version must not be empty");
    }
    for (String part : List.of("kind", "name", "uid")) {
      if (Json.text(owner, part).isEmpty()) {
        errors.invalid(field.child(part), "", "must not be empty");
      }
    }
    if (version.equals("v1") && Json.text(owner, "kind").equals("Event")) {
      errors.invalid(field, owner, "/v1, Kind=Event is disallowed from being an owner");
    }
  }

  private static void manager(ObjectNode entry, FieldPath field, FieldErrors errors) {
    String operation = Json.text(entry, "operation");
    if (!operation.equals("Apply") && !operation.equals("Update")) {
      errors.invalid(field.child("operation"), operation, "must be `Apply` or `Update`");
    }
    String type = Json.text(entry, "fieldsType");
    if (!type.isEmpty() && !type.equals("FieldsV1")) {
      errors.invalid(field.child("fieldsType"), type, "must be `FieldsV1`");
    }
    if (Json.text(entry, "manager").length() > MAX_MANAGER_BYTES) {
      errors.tooLong(field.child("manager"), MAX_MANAGER_BYTES);
    }
    if (Json.text(entry, "subresource").length() > MAX_SUBRESOURCE_BYTES) {
      errors.tooLong(field.child("subresource"), MAX_SUBRESOURCE_BYTES);
    }
  }

  private static void finalizers(List<String> finalizers, FieldErrors errors) {
    FieldPath field = METADATA.child("finalizers");
    for (String finalizer : finalizers) {
      errors.eachInvalid(field, finalizer, Names.qualifiedName(finalizer));
    }
    if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
      errors.invalid(
          field,
          Json.MAPPER.valueToTree(finalizers),
          "finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  /// A finalizer is one of Kubernetes' own, or its name says whose it is.
  public static void standardFinalizer(String finalizer, FieldPath field, FieldErrors errors) {
    if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
      errors.invalid(
          field, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  private static void noNewFinalizers(
      List<String> finalizers, List<String> before, FieldErrors errors) {
    TreeSet<String> added = new TreeSet<>(finalizers);
    before.forEach(added::remove);
    if (!added.isEmpty()) {
      String shown =
          "[]string{" + String.join(", ", added.stream().map(GoText::quote).toList()) + "}";
      errors.forbidden(
          METADATA.child("finalizers"),
          "no new finalizers can be added if the object is being deleted, found new finalizers "
              + shown);
    }
  }
}
