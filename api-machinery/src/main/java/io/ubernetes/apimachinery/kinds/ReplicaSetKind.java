package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
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
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `apps/v1 ReplicaSet`: so many pods of one template.
final class ReplicaSetKind implements Strategy {

  private static final String GROUP = "apps";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "ReplicaSet");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "ReplicaSet",
            "ReplicaSetList",
            "replicasets",
            "replicaset",
            List.of("rs"),
            List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "replicasets"),
        Set.of(Subresource.STATUS, Subresource.SCALE),
        true,
        new ReplicaSetKind());
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
        Workloads.selectorColumn());
  }

  @Override
  public void setDefaults(ObjectNode replicaSet) {
    ObjectNode spec = Trees.makeObject(replicaSet, "spec");
    Trees.defaultNumber(spec, "replicas", 1);
    PodSpecDefaults.applyToTemplate(Trees.makeObject(spec, "template"));
    Trees.defaultNumber(Trees.makeObject(replicaSet, "status"), "replicas", 0);
  }

  @Override
  public void prepareForCreate(ObjectNode replicaSet) {
    replicaSet.putObject("status").put("replicas", 0);
  }

  @Override
  public List<FieldError> validate(ObjectNode replicaSet) {
    return ReplicaSetRules.validate(replicaSet);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode replicaSet, ObjectNode old) {
    return ReplicaSetRules.validateUpdate(replicaSet, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode replicaSet, ObjectNode old) {
    return ReplicaSetRules.validateStatus(replicaSet);
  }

  @Override
  public List<String> warnings(ObjectNode replicaSet) {
    return WorkloadWarnings.onCreate(replicaSet);
  }

  @Override
  public List<String> updateWarnings(ObjectNode replicaSet, ObjectNode old) {
    return WorkloadWarnings.onUpdate(replicaSet, old);
  }
}
