package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the spec of a Job, also where it is part of a CronJob; in the order in which
/// Kubernetes checks them.
final class JobSpecRules {

  private static final String INDEXED = "Indexed";
  private static final List<String> MODES = List.of("NonIndexed", INDEXED);
  private static final String FAILED = "Failed";
  private static final List<String> REPLACEMENTS = List.of(FAILED, "TerminatingOrFailed");
  private static final String REQUIRES_INDEXED = "requires indexed completion mode";

  private static final int MAX_INDEXED = 100_000;
  private static final int MAX_FOR_MANY_COMPLETIONS = 10_000;
  private static final int MAX_MANAGER_BYTES = 63;
  private static final String MANAGER_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  private static final Pattern MANAGER_PATH_PATTERN = Pattern.compile(MANAGER_PATH);

  private final ObjectNode spec;
  private final FieldPath path;
  private final FieldErrors errors;

  private JobSpecRules(ObjectNode spec, FieldPath path, FieldErrors errors) {
    this.spec = spec;
    this.path = path;
    this.errors = errors;
  }

  static boolean isIndexed(ObjectNode spec) {
    return Json.text(spec, "completionMode").equals(INDEXED);
  }

  static void check(ObjectNode spec, FieldPath path, FieldErrors errors) {
    JobSpecRules rules = new JobSpecRules(spec, path, errors);
    rules.counts();
    rules.manager();
    rules.mode();
    ObjectNode failures = Trees.object(spec, "podFailurePolicy");
    if (failures != null) {
      new PodFailureRules(spec, errors).check(failures, path.child("podFailurePolicy"));
    }
    ObjectNode success = Trees.object(spec, "successPolicy");
    if (success != null && !isIndexed(spec)) {
      errors.invalid(path.child("successPolicy"), JobForms.successPolicy(spec), REQUIRES_INDEXED);
    } else if (success != null) {
      new SuccessRules(spec, errors).check(success, path.child("successPolicy"));
    }
    rules.replacement();
    ObjectNode template = Trees.object(spec, "template");
    PodSpecValidation.template(
        template == null ? Json.object() : template, path.child("template"), errors);
    rules.restarts();
  }

  private boolean has(String field) {
    return Json.at(spec, field) != null;
  }

  private long number(String field) {
    return Json.number(spec, 0, field);
  }

  private void counts() {
    for (String count :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      errors.notNegative(path.child(count), number(count));
    }
    if (has("maxFailedIndexes") && !has("backoffLimitPerIndex")) {
      errors.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
    }
  }

  private void manager() {
    if (!has("managedBy")) {
      return;
    }
    FieldPath field = path.child("managedBy");
    String manager = Json.text(spec, "managedBy");
    int slash = manager.indexOf('/');
    if (manager.isEmpty()) {
      errors.required(field);
    } else if (slash <= 0 || slash == manager.length() - 1) {
      errors.invalid(field, manager, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      String host = manager.substring(0, slash);
      String rest = manager.substring(slash + 1);
      errors.eachInvalid(field, host, Names.dns1123Subdomain(host));
      if (!MANAGER_PATH_PATTERN.matcher(rest).matches()) {
        errors.invalid(
            field, rest, "Invalid path (regex used for validation is '" + MANAGER_PATH + "')");
      }
    }
    if (manager.getBytes(StandardCharsets.UTF_8).length > MAX_MANAGER_BYTES) {
      errors.tooLong(field, MAX_MANAGER_BYTES);
    }
  }

  private void mode() {
    if (has("completionMode")) {
      errors.oneOf(path.child("completionMode"), Json.text(spec, "completionMode"), MODES);
    }
    if (isIndexed(spec)) {
      indexed();
    } else if (!has("completionMode")
        || Json.text(spec, "completionMode").equals(MODES.getFirst())) {
      for (String field : List.of("backoffLimitPerIndex", "maxFailedIndexes")) {
        if (has(field)) {
          errors.invalid(path.child(field), number(field), REQUIRES_INDEXED);
        }
      }
    }
  }

  private void indexed() {
    long completions = number("completions");
    if (!has("completions")) {
      errors.required(path.child("completions"), "when completion mode is Indexed");
    }
    atMost(
        "parallelism",
        MAX_INDEXED,
        "must be less than or equal to " + MAX_INDEXED + " when completion mode is Indexed");
    if (has("completions")) {
      atMost("maxFailedIndexes", completions, "must be less than or equal to completions");
    }
    atMost("maxFailedIndexes", MAX_INDEXED, "must be less than or equal to " + MAX_INDEXED);
    if (completions > MAX_INDEXED && has("backoffLimitPerIndex")) {
      manyCompletions();
    }
  }

  /// So many that the lists of what failed must be kept short.
  private void manyCompletions() {
    if (!has("maxFailedIndexes")) {
      errors.required(
          path.child("maxFailedIndexes"),
          "must be specified when completions is above " + MAX_INDEXED);
    }
    String detail =
        "must be less than or equal to %d when completions are above %d and used with backoff limit"
                .formatted(MAX_FOR_MANY_COMPLETIONS, MAX_INDEXED)
            + " per index";
    atMost("parallelism", MAX_FOR_MANY_COMPLETIONS, detail);
    atMost("maxFailedIndexes", MAX_FOR_MANY_COMPLETIONS, detail);
  }

  private void atMost(String field, long most, String detail) {
    if (number(field) > most) {
      errors.invalid(path.child(field), number(field), detail);
    }
  }

  private void replacement() {
    if (has("podReplacementPolicy")) {
      errors.oneOf(
          path.child("podReplacementPolicy"),
          Json.text(spec, "podReplacementPolicy"),
          has("podFailurePolicy") ? List.of(FAILED) : REPLACEMENTS);
    }
  }

  private void restarts() {
    FieldPath field = path.child("template").child("spec").child("restartPolicy");
    String policy = Json.text(spec, "template", "spec", "restartPolicy");
    switch (policy) {
      case "Always", "" -> errors.required(field, "valid values: \"OnFailure\", \"Never\"");
      case "Never" -> {}
      case "OnFailure" -> {
        if (has("podFailurePolicy")) {
          errors.invalid(
              field, policy, "only \"Never\" is supported when podFailurePolicy is specified");
        }
      }
      default -> errors.notSupported(field, policy, List.of("OnFailure", "Never"));
    }
  }
}
