package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for selectors and templates of workloads whose pods run until they are deleted.
final class TemplateRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  static final FieldPath TEMPLATE = SPEC.child("template");

  private final ObjectNode spec;
  private final FieldErrors errors;

  TemplateRules(ObjectNode workload, FieldErrors errors) {
    this.spec = specOf(workload);
    this.errors = errors;
  }

  /// The spec of an object, empty when there is none.
  static ObjectNode specOf(ObjectNode object) {
    ObjectNode spec = Trees.object(object, "spec");
    return spec == null ? Json.object() : spec;
  }

  /// Selector and template of a Deployment or ReplicaSet.
  void ofReplicas() {
    ObjectNode selector = Trees.object(spec, "selector");
    selector("deployment");
    LabelSelector parsed = LabelRules.parse(selector);
    if (parsed == null) {
      errors.invalidSelector(SPEC.child("selector"), selector, "invalid label selector");
      return;
    }
    matches(parsed);
    PodSpecValidation.template(template(), TEMPLATE, errors);
    runsForever("ReplicaSet");
  }

  /// @param kind as Kubernetes calls it when it speaks of empty selectors
  void selector(String kind) {
    FieldPath field = SPEC.child("selector");
    ObjectNode selector = Trees.object(spec, "selector");
    if (selector == null) {
      errors.required(field);
    } else {
      LabelRules.selector(selector, field, errors);
      notEmpty(selector, kind);
    }
  }

  /// An empty selector would choose every pod.
  void notEmpty(@Nullable ObjectNode selector, String kind) {
    if (selector != null
        && Trees.map(selector, "matchLabels").isEmpty()
        && Trees.objects(selector, "matchExpressions").isEmpty()) {
      errors.invalid(SPEC.child("selector"), selector, "empty selector is invalid for " + kind);
    }
  }

  /// What a workload makes must be what it looks for.
  void matches(LabelSelector selector) {
    Map<String, String> labels = Trees.map(template(), "metadata", "labels");
    if (!selector.isEmpty() && !selector.matches(labels)) {
      errors.invalidLabels(
          TEMPLATE.child("metadata").child("labels"),
          Json.at(template(), "metadata", "labels"),
          "`selector` does not match template `labels`");
    }
  }

  /// @param kind as Kubernetes calls it here
  void runsForever(String kind) {
    FieldPath pods = TEMPLATE.child("spec");
    errors.oneOf(
        pods.child("restartPolicy"),
        Json.text(template(), "spec", "restartPolicy"),
        List.of("Always"));
    if (Json.at(template(), "spec", "activeDeadlineSeconds") != null) {
      errors.forbidden(
          pods.child("activeDeadlineSeconds"),
          "activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }

  ObjectNode template() {
    ObjectNode template = Trees.object(spec, "template");
    return template == null ? Json.object() : template;
  }
}
