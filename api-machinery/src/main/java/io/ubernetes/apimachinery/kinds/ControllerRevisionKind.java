package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `apps/v1 ControllerRevision`: what a StatefulSet or DaemonSet looked like once.
final class ControllerRevisionKind implements Strategy {

  private static final String GROUP = "apps";
  private static final GroupVersionKind KIND =
      new GroupVersionKind(GROUP, "v1", "ControllerRevision");
  private static final FieldPath DATA = FieldPath.of("data");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "ControllerRevision",
            "ControllerRevisionList",
            "controllerrevisions",
            "controllerrevision",
            List.of(),
            List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "controllerrevisions"),
        Set.of(),
        false,
        new ControllerRevisionKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Controller", "Whose revision it is.", ControllerRevisionKind::controller),
        Columns.count("Revision", "Its number.", revision -> Json.number(revision, 0, "revision")),
        Columns.age());
  }

  private static String controller(ObjectNode revision) {
    for (ObjectNode owner : Trees.objects(revision, "metadata", "ownerReferences")) {
      if (Trees.flag(owner, "controller")) {
        String version = Json.text(owner, "apiVersion");
        int slash = version.indexOf('/');
        String group = slash < 0 ? "" : "." + version.substring(0, slash);
        String kind = Json.text(owner, "kind") + group;
        return kind.toLowerCase(Locale.ROOT) + "/" + Json.text(owner, "name");
      }
    }
    return Columns.orNone("");
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public List<FieldError> validate(ObjectNode revision) {
    FieldErrors errors = new FieldErrors();
    errors.notNegative(FieldPath.of("revision"), Json.number(revision, 0, "revision"));
    return errors.list();
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode revision) {
    FieldErrors errors = new FieldErrors();
    JsonNode data = Json.at(revision, "data");
    if (data == null) {
      errors.required(DATA, "data is mandatory");
    } else if (!data.isObject()) {
      errors.required(DATA, "data must be a valid JSON object");
    }
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode revision, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    errors.unchanged(DATA, Json.at(revision, "data"), Json.at(old, "data"));
    return errors.list();
  }
}
