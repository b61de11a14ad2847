package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.batch.JobRules;
import io.ubernetes.apimachinery.kinds.batch.JobStatusRules;
import io.ubernetes.apimachinery.kinds.pods.PodSpecDefaults;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `batch/v1 Job`: pods that run until so many of them have done their work.
final class JobKind implements Strategy {

  private static final String GROUP = "batch";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "Job");
  private static final int RETRIES = 6;

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names("Job", "JobList", "jobs", "job", List.of(), List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "jobs"),
        Set.of(Subresource.STATUS),
        true,
        new JobKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Status", "How far it is.", JobCells::status),
        Columns.text("Completions", "How many pods have done their work.", JobCells::completions),
        Columns.timed("Duration", "How long it took, or takes already.", JobCells::duration),
        Columns.age(),
        Workloads.containerNames(),
        Workloads.containerImages(),
        Workloads.selectorColumn());
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode job) {
    ObjectNode spec = Trees.makeObject(job, "spec");
    templateDefaults(spec);
    if (Json.at(spec, "parallelism") == null) {
      Trees.defaultNumber(spec, "completions", 1);
      spec.put("parallelism", 1);
    }
    boolean perIndex = Json.at(spec, "backoffLimitPerIndex") != null;
    Trees.defaultNumber(spec, "backoffLimit", perIndex ? Integer.MAX_VALUE : RETRIES);
    shareLabels(job);
    defaultText(spec, "completionMode", "NonIndexed");
    defaultFlag(spec, "suspend");
    boolean picky = Json.at(spec, "podFailurePolicy") != null;
    defaultText(spec, "podReplacementPolicy", picky ? "Failed" : "TerminatingOrFailed");
    defaultFlag(spec, "manualSelector");
    Trees.defaultObject(job, "status");
  }

  /// The defaults of a Job's spec that one in a CronJob has too.
  static void templateDefaults(ObjectNode spec) {
    PodSpecDefaults.applyToTemplate(Trees.makeObject(spec, "template"));
    for (ObjectNode rule : Trees.objects(spec, "podFailurePolicy", "rules")) {
      for (ObjectNode pattern : Trees.objects(rule, "onPodConditions")) {
        Trees.defaultText(pattern, "status", "True");
      }
    }
  }

  /// Text that may be empty when a client says so, and is refused then.
  private static void defaultText(ObjectNode spec, String field, String text) {
    if (Json.at(spec, field) == null) {
      spec.put(field, text);
    }
  }

  private static void defaultFlag(ObjectNode spec, String field) {
    if (Json.at(spec, field) == null) {
      spec.put(field, false);
    }
  }

  /// A Job without labels has those of its template: the same ones, so that it gets what the
  /// template gets when the Job is made, as in Kubernetes.
  private static void shareLabels(ObjectNode job) {
    ObjectNode ofTemplate = Trees.object(job, "spec", "template", "metadata", "labels");
    JsonNode own = Json.at(job, "metadata", "labels");
    if (ofTemplate != null && !ofTemplate.isEmpty() && (own == null || own.isEmpty())) {
      Trees.makeObject(job, "metadata").set("labels", ofTemplate);
    }
  }

  @Override
  public void prepareForCreate(ObjectNode job) {
    if (!Trees.flag(job, "spec", "manualSelector")) {
      generateSelector(job);
    }
    job.putObject("status");
    shareLabels(job);
    unshareLabels(job);
  }

  @Override
  public void prepareForUpdate(ObjectNode job, ObjectNode old) {
    unshareLabels(job);
  }

  private static void unshareLabels(ObjectNode job) {
    ObjectNode labels = Trees.object(job, "metadata", "labels");
    if (labels != null) {
      Trees.makeObject(job, "metadata").set("labels", labels.deepCopy());
    }
  }

  private static void generateSelector(ObjectNode job) {
    ObjectNode spec = Trees.makeObject(job, "spec");
    ObjectNode template = Trees.makeObject(Trees.makeObject(spec, "template"), "metadata");
    ObjectNode labels = Trees.makeObject(template, "labels");
    ApiObject named = new ApiObject(job);
    for (String label : JobRules.NAME_LABELS) {
      putWhereAbsent(labels, label, named.name());
    }
    for (String label : JobRules.UID_LABELS) {
      putWhereAbsent(labels, label, named.uid());
    }
    ObjectNode selector = Trees.makeObject(Trees.makeObject(spec, "selector"), "matchLabels");
    putWhereAbsent(selector, JobRules.UID_LABELS.getLast(), named.uid());
  }

  /// What a client gave is refused later when it is wrong.
  private static void putWhereAbsent(ObjectNode labels, String label, String value) {
    if (labels.get(label) == null) {
      labels.put(label, value);
    }
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.successful");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode job) {
    return Map.of("status.successful", Long.toString(Json.number(job, 0, "status", "succeeded")));
  }

  @Override
  public List<FieldError> validate(ObjectNode job) {
    return JobRules.validate(job);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode job, ObjectNode old) {
    return JobRules.validateUpdate(job, old);
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode job, ObjectNode old) {
    return JobStatusRules.validate(job, old);
  }

  @Override
  public List<String> warnings(ObjectNode job) {
    List<String> warnings = new ArrayList<>(WorkloadWarnings.ofName(job));
    warnings.addAll(JobWarnings.of(Trees.object(job, "spec"), FieldPath.of("spec")));
    return warnings;
  }

  @Override
  public List<String> updateWarnings(ObjectNode job, ObjectNode old) {
    return WorkloadWarnings.generation(job) == WorkloadWarnings.generation(old)
        ? List.of()
        : JobWarnings.of(Trees.object(job, "spec"), FieldPath.of("spec"));
  }

  /// As it was before Jobs had dependents that the collector knew (batch/v1's old promise).
  @Override
  public boolean orphansDependents() {
    return true;
  }

  @Override
  public List<String> orphaningWarnings() {
    return List.of(
        "child pods are preserved by default when jobs are deleted; set"
            + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
            + " suppress this warning");
  }
}
