package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.batch.CronJobRules;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `batch/v1 CronJob`: a Job every so often.
final class CronJobKind implements Strategy {

  private static final String GROUP = "batch";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "CronJob");
  private static final FieldPath JOB = FieldPath.of("spec", "jobTemplate", "spec");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names("CronJob", "CronJobList", "cronjobs", "cronjob", List.of("cj"), List.of("all")),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "cronjobs"),
        Set.of(Subresource.STATUS),
        true,
        new CronJobKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Schedule", "When.", cronJob -> Json.text(cronJob, "spec", "schedule")),
        Columns.text("Timezone", "By whose clocks.", CronJobKind::timeZone),
        new Column(
            "Suspend",
            "boolean",
            "",
            "Whether it waits until it is told to go on.",
            0,
            (cronJob, now) -> JsonNodeFactory.instance.stringNode(suspended(cronJob))),
        Columns.integer(
            "Active",
            "How many of its Jobs run.",
            cronJob -> Trees.objects(cronJob, "status", "active").size()),
        Columns.timed("Last Schedule", "How long ago it made a Job.", CronJobKind::lastSchedule),
        Columns.age(),
        Columns.wide(
            "Containers",
            "Names of the containers in the template.",
            cronJob -> Workloads.containers(template(cronJob), "name")),
        Columns.wide(
            "Images",
            "Images of the containers in the template.",
            cronJob -> Workloads.containers(template(cronJob), "image")),
        Columns.wide(
            "Selector",
            "Which pods belong to its Jobs.",
            cronJob ->
                Workloads.selector(Json.at(cronJob, "spec", "jobTemplate", "spec", "selector"))));
  }

  private static ObjectNode template(ObjectNode cronJob) {
    ObjectNode template = Trees.object(cronJob, "spec", "jobTemplate", "spec", "template");
    return template == null ? Json.object() : template;
  }

  private static String timeZone(ObjectNode cronJob) {
    JsonNode zone = Json.at(cronJob, "spec", "timeZone");
    return zone == null ? "<none>" : zone.asString();
  }

  private static String suspended(ObjectNode cronJob) {
    if (Json.at(cronJob, "spec", "suspend") == null) {
      return "<unset>";
    }
    return Trees.flag(cronJob, "spec", "suspend") ? "True" : "False";
  }

  private static String lastSchedule(ObjectNode cronJob, Instant now) {
    String time = Json.text(cronJob, "status", "lastScheduleTime");
    return time.isEmpty() ? "<none>" : Ages.since(time, now);
  }

  @Override
  public void setDefaults(ObjectNode cronJob) {
    ObjectNode spec = Trees.makeObject(cronJob, "spec");
    Trees.defaultText(spec, "concurrencyPolicy", "Allow");
    if (Json.at(spec, "suspend") == null) {
      spec.put("suspend", false);
    }
    ObjectNode jobs = Trees.makeObject(spec, "jobTemplate");
    Trees.defaultObject(jobs, "metadata");
    JobKind.templateDefaults(Trees.makeObject(jobs, "spec"));
    Trees.defaultNumber(spec, "successfulJobsHistoryLimit", 3);
    Trees.defaultNumber(spec, "failedJobsHistoryLimit", 1);
    Trees.defaultObject(cronJob, "status");
  }

  @Override
  public void prepareForCreate(ObjectNode cronJob) {
    cronJob.putObject("status");
  }

  @Override
  public List<FieldError> validateCreate(ObjectNode cronJob) {
    return CronJobRules.validateCreate(cronJob);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode cronJob, ObjectNode old) {
    return CronJobRules.validateUpdate(cronJob, old);
  }

  @Override
  public List<String> warnings(ObjectNode cronJob) {
    List<String> warnings = new ArrayList<>(WorkloadWarnings.ofName(cronJob));
    warnings.addAll(JobWarnings.of(Trees.object(cronJob, "spec", "jobTemplate", "spec"), JOB));
    return warnings;
  }

  @Override
  public List<String> updateWarnings(ObjectNode cronJob, ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    if (WorkloadWarnings.generation(cronJob) != WorkloadWarnings.generation(old)) {
      warnings.addAll(JobWarnings.of(Trees.object(cronJob, "spec", "jobTemplate", "spec"), JOB));
    }
    if (Json.text(cronJob, "spec", "schedule").contains("TZ")) {
      warnings.add(
          "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see"
              + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
              + " details");
    }
    return warnings;
  }
}
