package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a Job a bad one.
public final class JobRules {

  /// Labels by which a Job finds its pods, and who gets them: for each the older name, then the
  /// newer one.
  public static final List<String> NAME_LABELS =
      List.of("job-name", "batch.kubernetes.io/job-name");

  public static final List<String> UID_LABELS =
      List.of("controller-uid", "batch.kubernetes.io/controller-uid");

  static final FieldPath SPEC = FieldPath.of("spec");

  private JobRules() {}

  /// The rules for a new Job, and for one that changes.
  public static List<FieldError> validate(ObjectNode job) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = specOf(job);
    boolean generated = !Trees.flag(spec, "manualSelector");
    ObjectNode selector = Trees.object(spec, "selector");
    if (generated && selector != null) {
      generatedSelector(job, selector, errors);
    }
    spec(spec, errors);
    hostName(job, spec, errors);
    return errors.list();
  }

  static ObjectNode specOf(ObjectNode job) {
    ObjectNode spec = Trees.object(job, "spec");
    return spec == null ? Json.object() : spec;
  }

  private static void generatedSelector(ObjectNode job, ObjectNode selector, FieldErrors errors) {
    String uid = new ApiObject(job).uid();
    String name = new ApiObject(job).name();
    if (uid.isEmpty()) {
      errors.required(FieldPath.of("metadata", "uid"));
    }
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < NAME_LABELS.size(); i++) {
      hasLabel(job, UID_LABELS.get(i), uid, errors);
      hasLabel(job, NAME_LABELS.get(i), name, errors);
      expected.put(UID_LABELS.get(i), uid);
      expected.put(NAME_LABELS.get(i), name);
    }
    LabelSelector parsed = LabelRules.parse(selector);
    if (parsed != null && !parsed.matches(expected)) {
      errors.invalidSelector(SPEC.child("selector"), selector, "`selector` not auto-generated");
    }
  }

  private static void hasLabel(ObjectNode job, String key, String value, FieldErrors errors) {
    JsonNode labels = Json.at(job, "spec", "template", "metadata", "labels");
    String found = Json.strings(labels).get(key);
    FieldPath field = SPEC.child("template").child("metadata").child("labels").key(key);
    if (found == null) {
      errors.required(field, "must be '" + value + "'");
    } else if (!found.equals(value)) {
      errors.invalidLabels(field, labels, "must be '" + value + "'");
    }
  }

  private static void spec(ObjectNode spec, FieldErrors errors) {
    JobSpecRules.check(spec, SPEC, errors);
    ObjectNode selector = Trees.object(spec, "selector");
    if (selector == null) {
      errors.required(SPEC.child("selector"));
    } else {
      LabelRules.selector(selector, SPEC.child("selector"), errors);
    }
    LabelSelector parsed = LabelRules.parse(selector);
    JsonNode labels = Json.at(spec, "template", "metadata", "labels");
    if (parsed != null && !parsed.matches(Json.strings(labels))) {
      errors.invalidLabels(
          SPEC.child("template").child("metadata").child("labels"),
          labels,
          "`selector` does not match template `labels`");
    }
  }

  /// The pods of an indexed Job are called by its name and their index.
  private static void hostName(ObjectNode job, ObjectNode spec, FieldErrors errors) {
    long completions = Json.number(spec, 0, "completions");
    if (JobSpecRules.isIndexed(spec) && completions > 0) {
      String name = new ApiObject(job).name();
      String longest = name + "-" + (completions - 1);
      if (!Names.dns1123Label(longest).isEmpty()) {
        errors.invalid(
            FieldPath.of("metadata", "name"),
            name,
            "will not able to create pod with invalid DNS label: " + longest);
      }
    }
  }

  /// What may not change. The rules for the spec are checked a second time, as Kubernetes does, so
  /// that clients see its errors as often.
  public static List<FieldError> validateUpdate(ObjectNode job, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = specOf(job);
    ObjectNode before = specOf(old);
    spec(spec, errors);
    completions(spec, before, errors);
    errors.unchangedSelector(
        SPEC.child("selector"), Json.at(spec, "selector"), Json.at(before, "selector"));
    JobTemplateUpdateRules.check(job, old, errors);
    unchanged("completionMode", spec, before, errors);
    unchangedShown("podFailurePolicy", spec, before, JobForms.podFailurePolicy(spec), errors);
    unchanged("backoffLimitPerIndex", spec, before, errors);
    unchanged("managedBy", spec, before, errors);
    unchangedShown("successPolicy", spec, before, JobForms.successPolicy(spec), errors);
    return errors.list();
  }

  private static void unchanged(
      String field, ObjectNode spec, ObjectNode before, FieldErrors errors) {
    errors.unchanged(SPEC.child(field), Json.at(spec, field), Json.at(before, field));
  }

  private static void unchangedShown(
      String field, ObjectNode spec, ObjectNode before, JsonNode shown, FieldErrors errors) {
    if (!Trees.same(Json.at(spec, field), Json.at(before, field))) {
      errors.invalid(SPEC.child(field), shown, "field is immutable");
    }
  }

  /// Indexed Jobs can grow and shrink, others cannot.
  private static void completions(ObjectNode spec, ObjectNode before, FieldErrors errors) {
    if (!JobSpecRules.isIndexed(spec)) {
      unchanged("completions", spec, before, errors);
      return;
    }
    JsonNode now = Json.at(spec, "completions");
    boolean changed = !Trees.same(now, Json.at(before, "completions"));
    if (now != null && changed && !Trees.same(now, Json.at(spec, "parallelism"))) {
      errors.invalid(
          SPEC.child("completions"), now, "can only be modified in tandem with spec.parallelism");
    }
  }
}
