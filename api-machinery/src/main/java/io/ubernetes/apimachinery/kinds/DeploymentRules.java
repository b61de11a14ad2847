package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IntOrPercent;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a Deployment a bad one.
final class DeploymentRules {

  static final String ROLLING_UPDATE = "RollingUpdate";
  private static final String RECREATE = "Recreate";
  private static final FieldPath SPEC = FieldPath.of("spec");

  private final ObjectNode spec;
  private final FieldErrors errors = new FieldErrors();

  private DeploymentRules(ObjectNode deployment) {
    this.spec = TemplateRules.specOf(deployment);
  }

  static List<FieldError> validate(ObjectNode deployment) {
    DeploymentRules rules = new DeploymentRules(deployment);
    CountRules counts = CountRules.ofSpec(deployment, rules.errors);
    counts.notNegative("replicas");
    new TemplateRules(deployment, rules.errors).ofReplicas();
    rules.strategy();
    counts.notNegative("minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
    rules.progress();
    return rules.errors.list();
  }

  private void strategy() {
    ObjectNode strategy = Trees.object(spec, "strategy");
    FieldPath path = SPEC.child("strategy");
    ObjectNode rolling = Trees.object(strategy, "rollingUpdate");
    String type = Json.text(strategy, "type");
    switch (type) {
      case RECREATE -> {
        if (rolling != null) {
          errors.forbidden(
              path.child("rollingUpdate"),
              "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case ROLLING_UPDATE -> {
        if (rolling != null) {
          rolling(rolling, path.child("rollingUpdate"));
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(
                  path.toString(),
                  RollingLimits.shown(type, rolling),
                  "\"Recreate\", \"RollingUpdate\""));
    }
  }

  private void rolling(ObjectNode rolling, FieldPath path) {
    JsonNode unavailable = RollingLimits.of(rolling, "maxUnavailable");
    JsonNode surge = RollingLimits.of(rolling, "maxSurge");
    FieldPath field = path.child("maxUnavailable");
    IntOrPercent.check(unavailable, field, errors);
    IntOrPercent.check(surge, path.child("maxSurge"), errors);
    if (IntOrPercent.amount(unavailable) == 0 && IntOrPercent.amount(surge) == 0) {
      errors.invalid(field, unavailable, "may not be 0 when `maxSurge` is 0");
    }
    IntOrPercent.atMostAll(unavailable, field, errors);
  }

  private void progress() {
    if (Json.at(spec, "progressDeadlineSeconds") == null) {
      return;
    }
    long seconds = Json.number(spec, 0, "progressDeadlineSeconds");
    if (seconds <= Json.number(spec, 0, "minReadySeconds")) {
      errors.invalid(
          SPEC.child("progressDeadlineSeconds"), seconds, "must be greater than minReadySeconds");
    }
  }

  static List<FieldError> validateStatus(ObjectNode deployment, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    CountRules counts = CountRules.ofStatus(deployment, errors);
    counts.notNegative(
        "observedGeneration",
        "replicas",
        "updatedReplicas",
        "readyReplicas",
        "availableReplicas",
        "unavailableReplicas",
        "terminatingReplicas",
        "collisionCount");
    counts.notMoreThan(
        "replicas",
        "status.replicas",
        List.of("updatedReplicas", "readyReplicas", "availableReplicas"));
    counts.notMoreThan("readyReplicas", "readyReplicas", List.of("availableReplicas"));
    counts.collisionsNotDecremented(old);
    return errors.list();
  }
}
