package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.Columns;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The kind `CustomResourceDefinition`.
public final class DefinitionKind implements Strategy {

  public static final GroupVersionKind KIND =
      new GroupVersion("apiextensions.k8s.io", "v1").kind("CustomResourceDefinition");

  public static final GroupResource RESOURCE =
      new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

  private static final String STRATEGY = "strategy";

  private final Set<String> reservedGroups;

  private DefinitionKind(Set<String> reservedGroups) {
    this.reservedGroups = Set.copyOf(reservedGroups);
  }

  /// @param reservedGroups groups of the server's own, in which nobody may define kinds
  public static ResourceType type(Set<String> reservedGroups) {
    return new ResourceType(
        KIND.group(),
        new Names(
            KIND.kind(),
            "CustomResourceDefinitionList",
            RESOURCE.resource(),
            "customresourcedefinition",
            List.of("crd", "crds"),
            List.of("api-extensions")),
        Scope.CLUSTER,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        RESOURCE,
        Set.of(Subresource.STATUS),
        true,
        new DefinitionKind(reservedGroups));
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        new Column(
            "Created At",
            "date",
            "",
            "When the definition was created.",
            0,
            (object, now) ->
                JsonNodeFactory.instance.stringNode(
                    Json.text(object, "metadata", "creationTimestamp"))));
  }

  @Override
  public void setDefaults(ObjectNode object) {
    ObjectNode spec = Trees.object(object, "spec");
    if (spec == null) {
      return;
    }
    ObjectNode names = Trees.makeObject(spec, "names");
    String kind = Json.text(names, "kind");
    if (!kind.isEmpty()) {
      Trees.defaultText(names, "singular", kind.toLowerCase(Locale.ROOT));
      Trees.defaultText(names, "listKind", kind + "List");
    }
    ObjectNode conversion = Trees.makeObject(spec, "conversion");
    Trees.defaultText(conversion, STRATEGY, "None");
    ObjectNode service = Trees.object(conversion, "webhook", "clientConfig", "service");
    if (service != null) {
      Trees.defaultNumber(service, "port", 443);
    }
    if (!Trees.flag(spec, "preserveUnknownFields")) {
      spec.remove("preserveUnknownFields");
    }
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    ObjectNode status = object.putObject("status");
    status.putNull("conditions");
    status.putObject("acceptedNames").put("plural", "").put("kind", "");
    status.putNull("storedVersions");
    addStorageVersion(object);
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    addStorageVersion(object);
  }

  /// What once was the storage version may still be that of some objects. With several storage
  /// versions, which is refused later, each is taken for one.
  private static void addStorageVersion(ObjectNode object) {
    ObjectNode status = Trees.makeObject(object, "status");
    List<String> stored = new ArrayList<>(Trees.strings(status, "storedVersions"));
    new Definition(object)
        .storageVersion()
        .map(Definition.VersionDefinition::name)
        .filter(name -> !stored.contains(name))
        .ifPresent(name -> {
          stored.add(name);
          stored.forEach(status.putArray("storedVersions")::add);
        });
  }

  @Override
  public void prepareForDelete(ObjectNode object) {
    ObjectNode metadata = Trees.makeObject(object, "metadata");
    List<String> finalizers = new ArrayList<>(Trees.strings(metadata, "finalizers"));
    Conditions conditions = new Conditions(object);
    if (conditions.isTrue("Terminating")) {
      return;
    }
    if (!finalizers.contains(Definition.FINALIZER)) {
      finalizers.add(Definition.FINALIZER);
      finalizers.forEach(metadata.putArray("finalizers")::add);
    }
    conditions.set(
        "Terminating",
        "True",
        "InstanceDeletionPending",
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        Json.text(metadata, "deletionTimestamp"));
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    DefinitionRules.check(new Definition(object), null, reservedGroups, errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode object, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    boolean same =
        Trees.same(object.get("spec"), old.get("spec"))
            && Trees.same(
                Json.at(object, "metadata", "annotations"),
                Json.at(old, "metadata", "annotations"));
    if (!same) {
      DefinitionRules.check(new Definition(object), new Definition(old), reservedGroups, errors);
    }
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return Formats.unrecognized(object).stream()
        .map(format -> "unrecognized format \"" + format + "\"")
        .toList();
  }

  @Override
  public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
    List<String> before = warnings(old);
    return warnings(object).stream().filter(warning -> !before.contains(warning)).toList();
  }

  @Override
  public boolean isCustom() {
    return true;
  }

  @Override
  public boolean allowsUnconditionalUpdate() {
    return false;
  }
}
