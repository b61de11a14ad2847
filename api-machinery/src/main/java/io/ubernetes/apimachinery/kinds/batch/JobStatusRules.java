package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for what is told of a Job. Whoever runs it may be somebody else than Kubernetes' own
/// controller, so they are strict; but what was wrong before and does not change is let be. Owned
/// by one validation.
public final class JobStatusRules {

  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath CONDITIONS = STATUS.child("conditions");

  private final ObjectNode job;
  private final ObjectNode old;
  private final @Nullable ObjectNode status;
  private final FieldErrors errors = new FieldErrors();
  private final boolean complete;
  private final boolean failed;
  private final boolean finished;
  private final boolean finishedChanged;
  private final boolean completeChanged;
  private final boolean failedChanged;

  private JobStatusRules(ObjectNode job, ObjectNode old) {
    this.job = job;
    this.old = old;
    this.status = Trees.object(job, "status");
    this.complete = isTrue(job, "Complete");
    this.failed = isTrue(job, "Failed");
    this.finished = complete || failed;
    this.completeChanged = complete != isTrue(old, "Complete");
    this.failedChanged = failed != isTrue(old, "Failed");
    this.finishedChanged = finished != (isTrue(old, "Complete") || isTrue(old, "Failed"));
  }

  public static List<FieldError> validate(ObjectNode job, ObjectNode old) {
    JobStatusRules rules = new JobStatusRules(job, old);
    rules.counts();
    rules.uncounted();
    rules.conditions();
    rules.times();
    rules.targets();
    rules.whenFinished();
    rules.indexes();
    rules.pods();
    rules.success();
    rules.changes();
    return rules.errors.list();
  }

  /// Whether a condition of a Job is true.
  static boolean isTrue(ObjectNode job, String type) {
    return Trees.objects(job, "status", "conditions").stream()
        .anyMatch(condition ->
            Json.text(condition, "type").equals(type)
                && Json.text(condition, "status").equals("True"));
  }

  private boolean changed(String field) {
    return !Trees.same(Json.at(status, field), Json.at(old, "status", field));
  }

  private @Nullable JsonNode get(String field) {
    return Json.at(status, field);
  }

  private long number(String field) {
    return Json.number(status, 0, field);
  }

  private void conflict(String detail) {
    errors.invalidOmitted(CONDITIONS, detail);
  }

  private void counts() {
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      errors.notNegative(STATUS.child(count), number(count));
    }
  }

  private void uncounted() {
    Set<String> seen = new HashSet<>();
    for (String list : List.of("succeeded", "failed")) {
      List<String> pods = Trees.strings(status, "uncountedTerminatedPods", list);
      for (int i = 0; i < pods.size(); i++) {
        FieldPath field = STATUS.child("uncountedTerminatedPods").child(list).index(i);
        if (pods.get(i).isEmpty()) {
          errors.invalid(field, "", "must not be empty");
        } else if (!seen.add(pods.get(i))) {
          errors.duplicate(field, pods.get(i));
        }
      }
    }
  }

  private void conditions() {
    if ((completeChanged || failedChanged) && complete && failed) {
      conflict("cannot set Complete=True and Failed=true conditions");
    }
    boolean target = isTrue(job, "FailureTarget");
    boolean targetChanged = target != isTrue(old, "FailureTarget");
    if ((completeChanged || targetChanged) && complete && target) {
      conflict("cannot set Complete=True and FailureTarget=true conditions");
    }
  }

  private void times() {
    JsonNode end = get("completionTime");
    FieldPath field = STATUS.child("completionTime");
    if (completeChanged || changed("completionTime")) {
      if (end != null && !complete) {
        errors.invalid(
            field, end, "cannot set completionTime when there is no Complete=True condition");
      } else if (end == null && complete) {
        errors.required(field, "completionTime is required for Complete jobs");
      }
    }
    JsonNode start = get("startTime");
    if ((changed("startTime") || changed("completionTime"))
        && start != null
        && end != null
        && end.asString().compareTo(start.asString()) < 0) {
      errors.invalid(field, end, "must be equal to or after `startTime`");
    }
  }

  private void targets() {
    if ((failedChanged || changed("failedIndexes")) && failed && !isTrue(job, "FailureTarget")) {
      conflict("cannot set Failed=True condition without the FailureTarget=true condition");
    }
    boolean met = isTrue(job, "SuccessCriteriaMet");
    boolean metChanged = met != isTrue(old, "SuccessCriteriaMet");
    if ((completeChanged || metChanged) && complete && !met) {
      conflict("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    }
  }

  private void whenFinished() {
    if (!finished) {
      return;
    }
    if ((finishedChanged || changed("active")) && number("active") > 0) {
      errors.invalid(
          STATUS.child("active"), number("active"), "active>0 is invalid for finished job");
    }
    boolean neverStarts =
        Trees.flag(job, "spec", "suspend") && Json.number(job, -1, "spec", "completions") == 0;
    if ((finishedChanged || changed("startTime")) && !neverStarts && get("startTime") == null) {
      errors.required(STATUS.child("startTime"), "startTime is required for finished job");
    }
    ObjectNode uncounted = Trees.object(status, "uncountedTerminatedPods");
    boolean some =
        !Trees.strings(uncounted, "failed").isEmpty()
            || !Trees.strings(uncounted, "succeeded").isEmpty();
    if ((finishedChanged || changed("uncountedTerminatedPods")) && some) {
      errors.invalid(
          STATUS.child("uncountedTerminatedPods"),
          shown(uncounted),
          "must be empty for finished job");
    }
  }

  /// The pods as Kubernetes shows its own form of them.
  private static ObjectNode shown(@Nullable ObjectNode uncounted) {
    ObjectNode shown = Json.object();
    shown.set("Succeeded", JobForms.orNull(uncounted, "succeeded"));
    shown.set("Failed", JobForms.orNull(uncounted, "failed"));
    return shown;
  }

  private void indexes() {
    boolean completedChanged = changed("completedIndexes");
    boolean failedIndexesChanged = changed("failedIndexes");
    JsonNode completions = Json.at(job, "spec", "completions");
    JsonNode perIndex = Json.at(job, "spec", "backoffLimitPerIndex");
    String completed = Json.text(status, "completedIndexes");
    JsonNode failing = get("failedIndexes");
    if (completedChanged && completions != null) {
      wellFormed(completed, "completedIndexes", completions.asLong());
    }
    if (failedIndexesChanged && completions != null && perIndex != null && failing != null) {
      wellFormed(failing.asString(), "failedIndexes", completions.asLong());
    }
    if (completedChanged && !completed.isEmpty() && !isIndexed()) {
      errors.invalid(
          STATUS.child("completedIndexes"),
          completed,
          "cannot set non-empty completedIndexes when non-indexed completion mode");
    }
    if (failedIndexesChanged && perIndex == null && failing != null) {
      errors.invalid(
          STATUS.child("failedIndexes"),
          failing,
          "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
    }
    if ((failedIndexesChanged || completedChanged) && completions != null && failing != null) {
      disjoint(completed, failing.asString(), completions.asLong());
    }
  }

  private boolean isIndexed() {
    return JobSpecRules.isIndexed(JobRules.specOf(job));
  }

  private void wellFormed(String indexes, String field, long completions) {
    String problem = IndexList.parse(indexes, completions).problem();
    if (!problem.isEmpty()) {
      errors.invalid(STATUS.child(field), indexes, "error parsing " + field + ": " + problem);
    }
  }

  private void disjoint(String completed, String failing, long completions) {
    IndexList both = IndexList.parse(completed, completions);
    long shared = both.firstShared(IndexList.parse(failing, completions));
    if (shared >= 0) {
      errors.invalid(
          STATUS.child("failedIndexes"),
          failing,
          "failedIndexes and completedIndexes overlap at index: " + shared);
    }
  }

  private void pods() {
    if ((finishedChanged || changed("terminating")) && finished && number("terminating") > 0) {
      errors.invalid(
          STATUS.child("terminating"),
          number("terminating"),
          "terminating>0 is invalid for finished job");
    }
    boolean asked = Json.at(status, "ready") != null && (changed("ready") || changed("active"));
    if (asked && number("ready") > number("active")) {
      errors.invalid(
          STATUS.child("ready"), number("ready"), "cannot set more ready pods than active");
    }
  }

  private void success() {
    boolean met = isTrue(job, "SuccessCriteriaMet");
    if (met && failed) {
      conflict("cannot set SuccessCriteriaMet=True and Failed=true conditions");
    }
    if (met && isTrue(job, "FailureTarget")) {
      conflict("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    }
    if (Json.at(job, "spec", "successPolicy") != null && !met && complete) {
      conflict(
          "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
    }
  }

  /// What has been told once stays true.
  private void changes() {
    for (String type : List.of("Failed", "Complete", "FailureTarget")) {
      if (isTrue(old, type) && !isTrue(job, type)) {
        conflict("cannot disable the terminal " + type + "=True condition");
      }
    }
    notDecreased("failed");
    // An indexed Job may shrink.
    boolean resizable =
        isIndexed()
            && Trees.same(Json.at(job, "spec", "completions"), Json.at(job, "spec", "parallelism"));
    if (!resizable) {
      notDecreased("succeeded");
    }
    JsonNode end = get("completionTime");
    if (end != null && Json.at(old, "status", "completionTime") != null) {
      errors.unchanged(
          STATUS.child("completionTime"), end, Json.at(old, "status", "completionTime"));
    }
    startTime();
    boolean met = isTrue(job, "SuccessCriteriaMet");
    boolean wasMet = isTrue(old, "SuccessCriteriaMet");
    if (wasMet && !met) {
      conflict("cannot disable the SuccessCriteriaMet=True condition");
    }
    if (isTrue(old, "Complete") && !wasMet && met) {
      conflict("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }
  }

  private void notDecreased(String count) {
    if (number(count) < Json.number(old, 0, "status", count)) {
      errors.invalid(
          STATUS.child(count), number(count), "cannot decrease the " + count + " counter");
    }
  }

  private void startTime() {
    boolean resumed = isTrue(old, "Suspended") && isFalse("Suspended");
    boolean was = Json.at(old, "status", "startTime") != null;
    if (changed("startTime") && !resumed && was && !Trees.flag(job, "spec", "suspend")) {
      errors.invalid(
          STATUS.child("startTime"),
          get("startTime"),
          "field is immutable for unsuspended job once set");
    }
  }

  private boolean isFalse(String type) {
    return Trees.objects(status, "conditions").stream()
        .anyMatch(condition ->
            Json.text(condition, "type").equals(type)
                && Json.text(condition, "status").equals("False"));
  }
}
