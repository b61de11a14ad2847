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
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `apps/v1 DaemonSet`: one pod on every node that is meant.
final class DaemonSetKind implements Strategy {

  private static final String GROUP = "apps";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "DaemonSet");
  private static final int REVISIONS = 10;

  /// Counts the changes of the template, since before objects had a generation.
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names(
            "DaemonSet", "DaemonSetList", "daemonsets", "daemonset", List.of("ds"), List.of("all")),
        Scope.NAMESPACED,
        List.of(
            new Version(
                "v1",
                Schemas.byKind(KIND),
                columns(),
                daemonSet -> daemonSet,
                DaemonSetKind::withTemplateGeneration)),
        KIND,
        new GroupResource(GROUP, "daemonsets"),
        Set.of(Subresource.STATUS),
        true,
        new DaemonSetKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Workloads.number(
            "Desired", "How many nodes are meant.", "status", "desiredNumberScheduled"),
        Workloads.number(
            "Current", "How many of them have a pod.", "status", "currentNumberScheduled"),
        Workloads.number("Ready", "How many of them have a ready pod.", "status", "numberReady"),
        Workloads.number(
            "Up-to-date",
            "How many of them have a pod of the current template.",
            "status",
            "updatedNumberScheduled"),
        Workloads.number(
            "Available",
            "How many of them have a pod that has been ready for long enough.",
            "status",
            "numberAvailable"),
        Columns.text(
            "Node Selector",
            "Which nodes are meant.",
            daemonSet ->
                Workloads.labels(Trees.map(daemonSet, "spec", "template", "spec", "nodeSelector"))),
        Columns.age(),
        Workloads.containerNames(),
        Workloads.containerImages(),
        Workloads.selectorColumn());
  }

  /// Every DaemonSet has the annotation, also in the hands of those who do not write it.
  private static ObjectNode withTemplateGeneration(ObjectNode daemonSet) {
    String given = Trees.map(daemonSet, "metadata", "annotations").get(TEMPLATE_GENERATION);
    long generation = given == null ? 0 : AnnotationNumbers.parse("DaemonSet", given, "");
    write(daemonSet, generation);
    return daemonSet;
  }

  private static long templateGeneration(ObjectNode daemonSet) {
    String text = Json.text(daemonSet, "metadata", "annotations", TEMPLATE_GENERATION);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static void write(ObjectNode daemonSet, long generation) {
    ObjectNode metadata = Trees.makeObject(daemonSet, "metadata");
    Trees.makeObject(metadata, "annotations").put(TEMPLATE_GENERATION, Long.toString(generation));
  }

  @Override
  public void setDefaults(ObjectNode daemonSet) {
    ObjectNode spec = Trees.makeObject(daemonSet, "spec");
    PodSpecDefaults.applyToTemplate(Trees.makeObject(spec, "template"));
    ObjectNode strategy = Trees.makeObject(spec, "updateStrategy");
    Trees.defaultText(strategy, "type", DaemonSetRules.ROLLING_UPDATE);
    if (Json.text(strategy, "type").equals(DaemonSetRules.ROLLING_UPDATE)) {
      Trees.defaultNumber(Trees.makeObject(strategy, "rollingUpdate"), "maxUnavailable", 1);
    }
    ObjectNode rolling = Trees.object(strategy, "rollingUpdate");
    if (rolling != null) {
      Trees.defaultNumber(rolling, "maxUnavailable", 0);
      Trees.defaultNumber(rolling, "maxSurge", 0);
    }
    Trees.defaultNumber(spec, "revisionHistoryLimit", REVISIONS);
    emptyCounts(Trees.makeObject(daemonSet, "status"));
  }

  private static void emptyCounts(ObjectNode status) {
    for (String count :
        List.of(
            "currentNumberScheduled",
            "numberMisscheduled",
            "desiredNumberScheduled",
            "numberReady")) {
      Trees.defaultNumber(status, count, 0);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode daemonSet) {
    emptyCounts(daemonSet.putObject("status"));
    write(daemonSet, Math.max(1, templateGeneration(daemonSet)));
  }

  @Override
  public void prepareForUpdate(ObjectNode daemonSet, ObjectNode old) {
    boolean changed =
        !Trees.same(Json.at(daemonSet, "spec", "template"), Json.at(old, "spec", "template"));
    write(daemonSet, templateGeneration(old) + (changed ? 1 : 0));
  }

  @Override
  public List<FieldError> validate(ObjectNode daemonSet) {
    return DaemonSetRules.validate(daemonSet);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode daemonSet, ObjectNode old) {
    return ReplicaSetRules.validateUpdate(daemonSet, old);
  }

  @Override
  public List<FieldError> validateChanged(ObjectNode daemonSet, ObjectNode old) {
    List<FieldError> errors = new ArrayList<>(validateUpdate(daemonSet, old));
    errors.addAll(validate(daemonSet));
    return errors;
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode daemonSet, ObjectNode old) {
    return DaemonSetRules.validateStatus(daemonSet, old);
  }

  @Override
  public List<String> warnings(ObjectNode daemonSet) {
    return WorkloadWarnings.ofTemplate(daemonSet);
  }

  @Override
  public List<String> updateWarnings(ObjectNode daemonSet, ObjectNode old) {
    return templateGeneration(daemonSet) == templateGeneration(old)
        ? List.of()
        : WorkloadWarnings.ofTemplate(daemonSet);
  }
}
