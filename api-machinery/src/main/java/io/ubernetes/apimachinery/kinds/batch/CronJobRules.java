package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a CronJob a bad one.
public final class CronJobRules {

  private static final FieldPath SPEC = JobRules.SPEC;
  private static final List<String> CONCURRENCY = List.of("Allow", "Forbid", "Replace");

  /// A Job's name is that of its CronJob and eleven characters more, and fits into a label.
  private static final int MAX_NAME = 52;

  private CronJobRules() {}

  public static List<FieldError> validateCreate(ObjectNode cronJob) {
    FieldErrors errors = new FieldErrors();
    spec(JobRules.specOf(cronJob), null, errors);
    String name = new ApiObject(cronJob).name();
    if (name.length() > MAX_NAME) {
      errors.invalid(
          FieldPath.of("metadata", "name"),
          name,
          "must be no more than " + MAX_NAME + " characters");
    }
    return errors.list();
  }

  public static List<FieldError> validateUpdate(ObjectNode cronJob, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    spec(JobRules.specOf(cronJob), JobRules.specOf(old), errors);
    return errors.list();
  }

  private static void spec(ObjectNode spec, @Nullable ObjectNode before, FieldErrors errors) {
    String schedule = Json.text(spec, "schedule");
    if (schedule.isEmpty()) {
      errors.required(SPEC.child("schedule"));
    } else {
      schedule(spec, schedule, Json.text(before, "schedule").contains("TZ"), errors);
    }
    count(spec, "startingDeadlineSeconds", errors);
    JsonNode zone = Json.at(spec, "timeZone");
    if (zone != null && (before == null || !Trees.same(zone, Json.at(before, "timeZone")))) {
      timeZone(zone.asString(), errors);
    }
    errors.requiredOneOf(
        SPEC.child("concurrencyPolicy"), Json.text(spec, "concurrencyPolicy"), CONCURRENCY);
    template(spec, errors);
    count(spec, "successfulJobsHistoryLimit", errors);
    count(spec, "failedJobsHistoryLimit", errors);
  }

  private static void count(ObjectNode spec, String field, FieldErrors errors) {
    errors.notNegative(SPEC.child(field), Json.number(spec, 0, field));
  }

  /// @param zoneAllowed whether there was a zone in the line before there was a field for it
  private static void schedule(
      ObjectNode spec, String schedule, boolean zoneAllowed, FieldErrors errors) {
    FieldPath field = SPEC.child("schedule");
    String problem = CronSchedule.problem(schedule);
    if (!problem.isEmpty()) {
      errors.invalid(field, schedule, problem);
    }
    if (!schedule.contains("TZ")) {
      return;
    }
    if (!zoneAllowed) {
      errors.invalid(
          field, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    } else if (Json.at(spec, "timeZone") != null) {
      errors.invalid(
          field, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }
  }

  private static void timeZone(String zone, FieldErrors errors) {
    FieldPath field = SPEC.child("timeZone");
    if (zone.isEmpty()) {
      errors.invalid(field, zone, "timeZone must be nil or non-empty string");
      return;
    }
    if (!TimeZones.isWellFormed(zone)) {
      errors.invalid(field, zone, "unknown time zone " + zone);
      return;
    }
    if (zone.equalsIgnoreCase("Local")) {
      errors.invalid(
          field,
          zone,
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    }
    String problem = TimeZones.problem(zone);
    if (!problem.isEmpty()) {
      errors.invalid(field, zone, problem);
    }
  }

  private static void template(ObjectNode spec, FieldErrors errors) {
    FieldPath path = SPEC.child("jobTemplate").child("spec");
    ObjectNode found = Trees.object(spec, "jobTemplate", "spec");
    ObjectNode job = found == null ? Json.object() : found;
    JobSpecRules.check(job, path, errors);
    if (Json.at(job, "selector") != null) {
      errors.invalidSelector(
          path.child("selector"), Json.at(job, "selector"), "`selector` will be auto-generated");
    }
    if (Trees.flag(job, "manualSelector")) {
      errors.add(
          FieldError.notSupported(
              path.child("manualSelector").toString(), "true", "\"nil\", \"false\""));
    }
  }
}
