package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.NameRule;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 ReplicationController`: what a ReplicaSet was before there were ReplicaSets.
final class ReplicationControllerKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("ReplicationController");
  private static final FieldPath SPEC = FieldPath.of("spec");

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names(
            "ReplicationController",
            "ReplicationControllerList",
            "replicationcontrollers",
            "replicationcontroller",
            List.of("rc"),
            List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("replicationcontrollers"),
        Set.of(Subresource.STATUS, Subresource.SCALE),
        true,
        new ReplicationControllerKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Workloads.number("Desired", "How many pods are wanted.", "spec", "replicas"),
        Workloads.number("Current", "How many pods there are.", "status", "replicas"),
        Workloads.number("Ready", "How many pods are ready.", "status", "readyReplicas"),
        Columns.age(),
        Workloads.containerNames(),
        Workloads.containerImages(),
        Columns.wide(
            "Selector",
            "Which pods belong to it.",
            controller -> Workloads.labels(Trees.map(controller, "spec", "selector"))));
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_SUBDOMAIN_AS_A_WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode controller) {
    ObjectNode spec = Trees.makeObject(controller, "spec");
    Trees.defaultNumber(spec, "replicas", 1);
    ObjectNode template = Trees.object(spec, "template");
    if (template != null) {
      PodSpecDefaults.applyToTemplate(template);
    }
    ObjectNode labels = Trees.object(template, "metadata", "labels");
    if (labels != null) {
      copyWhereEmpty(labels, spec, "selector");
      copyWhereEmpty(labels, Trees.makeObject(controller, "metadata"), "labels");
    }
    Trees.defaultNumber(Trees.makeObject(controller, "status"), "replicas", 0);
  }

  private static void copyWhereEmpty(ObjectNode labels, ObjectNode parent, String field) {
    JsonNode there = parent.get(field);
    if (there == null || there.isEmpty()) {
      parent.set(field, labels.deepCopy());
    }
  }

  @Override
  public void prepareForCreate(ObjectNode controller) {
    controller.putObject("status").put("replicas", 0);
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.replicas");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode controller) {
    return Map.of(
        "status.replicas", Long.toString(Json.number(controller, 0, "status", "replicas")));
  }

  @Override
  public List<FieldError> validate(ObjectNode controller) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = TemplateRules.specOf(controller);
    CountRules counts = CountRules.ofSpec(controller, errors);
    counts.notNegative("minReadySeconds");
    if (Trees.map(spec, "selector").isEmpty()) {
      errors.required(SPEC.child("selector"));
    }
    counts.notNegative("replicas");
    template(controller, Trees.object(spec, "template"), errors);
    return errors.list();
  }

  private static void template(
      ObjectNode controller, @Nullable ObjectNode template, FieldErrors errors) {
    if (template == null) {
      errors.required(TemplateRules.TEMPLATE);
      return;
    }
    Map<String, String> labels = Trees.map(template, "metadata", "labels");
    if (!labels.entrySet().containsAll(Trees.map(controller, "spec", "selector").entrySet())) {
      errors.invalidLabels(
          TemplateRules.TEMPLATE.child("metadata").child("labels"),
          Json.at(template, "metadata", "labels"),
          "`selector` does not match template `labels`");
    }
    PodSpecValidation.template(template, TemplateRules.TEMPLATE, errors);
    new TemplateRules(controller, errors).runsForever("ReplicationController");
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode controller, ObjectNode old) {
    return ReplicaSetRules.validateStatus(controller);
  }

  @Override
  public List<String> warnings(ObjectNode controller) {
    return WorkloadWarnings.onCreate(controller);
  }

  /// Kubernetes looks at what was there before the change here.
  @Override
  public List<String> updateWarnings(ObjectNode controller, ObjectNode old) {
    return WorkloadWarnings.generation(controller) == WorkloadWarnings.generation(old)
        ? List.of()
        : WorkloadWarnings.ofTemplate(old);
  }

  @Override
  public boolean orphansDependents() {
    return true;
  }
}
