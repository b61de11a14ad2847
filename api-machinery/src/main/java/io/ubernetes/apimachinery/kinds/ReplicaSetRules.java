package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What makes a ReplicaSet a bad one.
final class ReplicaSetRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");

  private ReplicaSetRules() {}

  static List<FieldError> validate(ObjectNode replicaSet) {
    FieldErrors errors = new FieldErrors();
    ObjectNode found = Trees.object(replicaSet, "spec");
    ObjectNode spec = found == null ? Json.object() : found;
    for (String count : List.of("replicas", "minReadySeconds")) {
      errors.notNegative(SPEC.child(count), Json.number(spec, 0, count));
    }
    ObjectNode selector = Trees.object(spec, "selector");
    selector(selector, errors);
    LabelSelector parsed = LabelRules.parse(selector);
    if (parsed == null) {
      errors.invalid(SPEC.child("selector"), selector, "invalid label selector");
    } else {
      template(Trees.object(spec, "template"), parsed, errors);
    }
    return errors.list();
  }

  private static void selector(@Nullable ObjectNode selector, FieldErrors errors) {
    FieldPath field = SPEC.child("selector");
    if (selector == null) {
      errors.required(field);
      return;
    }
    LabelRules.selector(selector, field, errors);
    if (Trees.map(selector, "matchLabels").isEmpty()
        && Trees.objects(selector, "matchExpressions").isEmpty()) {
      errors.invalid(field, selector, "empty selector is invalid for deployment");
    }
  }

  private static void template(
      @Nullable ObjectNode given, LabelSelector selector, FieldErrors errors) {
    FieldPath path = SPEC.child("template");
    ObjectNode template = given == null ? Json.object() : given;
    Map<String, String> labels = Trees.map(template, "metadata", "labels");
    if (!selector.isEmpty() && !selector.matches(labels)) {
      errors.invalid(
          path.child("metadata").child("labels"),
          Json.at(template, "metadata", "labels"),
          "`selector` does not match template `labels`");
    }
    PodSpecValidation.template(template, path, errors);
    FieldPath spec = path.child("spec");
    errors.oneOf(
        spec.child("restartPolicy"),
        Json.text(template, "spec", "restartPolicy"),
        List.of("Always"));
    if (Json.at(template, "spec", "activeDeadlineSeconds") != null) {
      errors.forbidden(
          spec.child("activeDeadlineSeconds"),
          "activeDeadlineSeconds in ReplicaSet is not Supported");
    }
  }

  static List<FieldError> validateUpdate(ObjectNode replicaSet, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    errors.unchanged(
        SPEC.child("selector"),
        Json.at(replicaSet, "spec", "selector"),
        Json.at(old, "spec", "selector"));
    return errors.list();
  }

  static List<FieldError> validateStatus(ObjectNode replicaSet) {
    FieldErrors errors = new FieldErrors();
    ObjectNode status = Trees.object(replicaSet, "status");
    for (String count :
        List.of(
            "replicas",
            "fullyLabeledReplicas",
            "readyReplicas",
            "availableReplicas",
            "observedGeneration",
            "terminatingReplicas")) {
      errors.notNegative(STATUS.child(count), Json.number(status, 0, count));
    }
    long replicas = Json.number(status, 0, "replicas");
    for (String count : List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas")) {
      notMore(status, count, replicas, "status.replicas", errors);
    }
    notMore(
        status,
        "availableReplicas",
        Json.number(status, 0, "readyReplicas"),
        "readyReplicas",
        errors);
    return errors.list();
  }

  private static void notMore(
      @Nullable ObjectNode status, String count, long most, String of, FieldErrors errors) {
    long number = Json.number(status, 0, count);
    if (number > most) {
      errors.invalid(STATUS.child(count), number, "cannot be greater than " + of);
    }
  }

  static List<String> warnings(ObjectNode replicaSet) {
    List<String> wrong = Names.dns1123Label(Json.text(replicaSet, "metadata", "name"));
    return wrong.isEmpty()
        ? List.of()
        : List.of(
            "metadata.name: this is used in Pod names and hostnames, which can result in"
                + " surprising behavior; a DNS label is recommended: "
                + wrong);
  }
}
