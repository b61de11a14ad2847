package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.pods.PodTemplateWarnings;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `v1 PodTemplate`: a template by itself.
final class PodTemplateKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("PodTemplate");
  private static final FieldPath TEMPLATE = FieldPath.of("template");

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names(
            "PodTemplate", "PodTemplateList", "podtemplates", "podtemplate", List.of(), List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("podtemplates"),
        Set.of(),
        true,
        new PodTemplateKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Containers",
            "Names of the containers in the template.",
            object -> Workloads.containers(template(object), "name")),
        Columns.text(
            "Images",
            "Images of the containers in the template.",
            object -> Workloads.containers(template(object), "image")),
        Columns.text(
            "Pod Labels",
            "Labels of the pods.",
            object -> Workloads.labels(Trees.map(object, "template", "metadata", "labels"))));
  }

  private static ObjectNode template(ObjectNode object) {
    ObjectNode template = Trees.object(object, "template");
    return template == null ? Json.object() : template;
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public void setDefaults(ObjectNode object) {
    PodSpecDefaults.applyToTemplate(Trees.makeObject(object, "template"));
  }

  @Override
  public List<FieldError> validate(ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    PodSpecValidation.template(template(object), TEMPLATE, errors);
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode object) {
    return PodTemplateWarnings.of(template(object), TEMPLATE);
  }

  @Override
  public List<String> updateWarnings(ObjectNode object, ObjectNode old) {
    return WorkloadWarnings.generation(object) == WorkloadWarnings.generation(old)
        ? List.of()
        : warnings(object);
  }
}
