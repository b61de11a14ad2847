package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.ObjectMetaValidation;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `v1 Namespace`: a room for names. It is not gone before its contents are: the finalizer in its
/// spec stands for them.
final class NamespaceKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("Namespace");
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";
  private static final String CONTENT_FINALIZER = "kubernetes";
  private static final String ACTIVE = "Active";

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names(
            "Namespace", "NamespaceList", "namespaces", "namespace", List.of("ns"), List.of()),
        Scope.CLUSTER,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("namespaces"),
        Set.of(Subresource.STATUS, Subresource.FINALIZE),
        false,
        new NamespaceKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Status", "Whether it is in use or on its way out.", NamespaceKind::phase),
        Columns.age());
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public void setDefaults(ObjectNode namespace) {
    ApiObject object = new ApiObject(namespace);
    if (!object.name().isEmpty()) {
      Trees.makeObject(object.metadata(), "labels").put(NAME_LABEL, object.name());
    }
    Trees.defaultText(Trees.makeObject(namespace, "status"), "phase", ACTIVE);
  }

  @Override
  public void prepareForCreate(ObjectNode namespace) {
    namespace.putObject("status").put("phase", ACTIVE);
    ObjectNode spec = Trees.makeObject(namespace, "spec");
    if (!Trees.strings(spec, "finalizers").contains(CONTENT_FINALIZER)) {
      spec.withArray("/finalizers").add(CONTENT_FINALIZER);
    }
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.phase");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode namespace) {
    return Map.of("status.phase", phase(namespace));
  }

  private static String phase(ObjectNode namespace) {
    return Json.text(namespace, "status", "phase");
  }

  @Override
  public List<FieldError> validate(ObjectNode namespace) {
    FieldErrors errors = new FieldErrors();
    FieldPath field = FieldPath.of("spec", "finalizers");
    for (String finalizer : Trees.strings(namespace, "spec", "finalizers")) {
      errors.eachInvalid(field, finalizer, io.ubernetes.model.Names.qualifiedName(finalizer));
      ObjectMetaValidation.standardFinalizer(finalizer, field, errors);
    }
    return errors.list();
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode namespace) {
    FieldErrors errors = new FieldErrors();
    PodSecurityLabels.check(new ApiObject(namespace).labels(), Map.of(), errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode namespace, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    PodSecurityLabels.check(new ApiObject(namespace).labels(), new ApiObject(old).labels(), errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode namespace, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    boolean terminating = new ApiObject(namespace).isTerminating();
    String expected = terminating ? "Terminating" : ACTIVE;
    if (!phase(namespace).equals(expected)) {
      errors.invalid(
          FieldPath.of("status", "Phase"),
          phase(namespace),
          terminating
              ? "may only be 'Terminating' if `deletionTimestamp` is not empty"
              : "may only be 'Active' if `deletionTimestamp` is empty");
    }
    return errors.list();
  }
}
