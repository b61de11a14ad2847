package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What makes a ReplicaSet a bad one.
final class ReplicaSetRules {

  private ReplicaSetRules() {}

  static List<FieldError> validate(ObjectNode replicaSet) {
    FieldErrors errors = new FieldErrors();
    CountRules.ofSpec(replicaSet, errors).notNegative("replicas", "minReadySeconds");
    new TemplateRules(replicaSet, errors).ofReplicas();
    return errors.list();
  }

  /// What a workload selects stays, or it would lose pods that it made.
  static List<FieldError> validateUpdate(ObjectNode workload, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    errors.unchangedSelector(
        FieldPath.of("spec", "selector"),
        Json.at(workload, "spec", "selector"),
        Json.at(old, "spec", "selector"));
    return errors.list();
  }

  /// The rules of ReplicaSets and ReplicationControllers.
  static List<FieldError> validateStatus(ObjectNode replicaSet) {
    FieldErrors errors = new FieldErrors();
    CountRules counts = CountRules.ofStatus(replicaSet, errors);
    counts.notNegative(
        "replicas",
        "fullyLabeledReplicas",
        "readyReplicas",
        "availableReplicas",
        "observedGeneration",
        "terminatingReplicas");
    counts.notMoreThan(
        "replicas",
        "status.replicas",
        List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"));
    counts.notMoreThan("readyReplicas", "readyReplicas", List.of("availableReplicas"));
    return errors.list();
  }
}
