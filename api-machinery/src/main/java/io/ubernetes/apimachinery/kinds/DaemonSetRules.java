package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.PodSpecValidation;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.IntOrPercent;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes a DaemonSet a bad one.
final class DaemonSetRules {

  static final String ROLLING_UPDATE = "RollingUpdate";
  private static final FieldPath SPEC = FieldPath.of("spec");

  private DaemonSetRules() {}

  static List<FieldError> validate(ObjectNode daemonSet) {
    FieldErrors errors = new FieldErrors();
    ObjectNode spec = TemplateRules.specOf(daemonSet);
    TemplateRules template = new TemplateRules(daemonSet, errors);
    ObjectNode selector = Trees.object(spec, "selector");
    LabelRules.selector(selector, SPEC.child("selector"), errors);
    LabelSelector parsed = LabelRules.parse(selector);
    if (parsed != null) {
      template.matches(parsed);
    }
    template.notEmpty(selector, "daemonset");
    PodSpecValidation.template(template.template(), TemplateRules.TEMPLATE, errors);
    template.runsForever("DaemonSet");
    CountRules counts = CountRules.ofSpec(daemonSet, errors);
    counts.notNegative("minReadySeconds");
    strategy(Trees.object(spec, "updateStrategy"), SPEC.child("updateStrategy"), errors);
    counts.notNegative("revisionHistoryLimit");
    return errors.list();
  }

  private static void strategy(@Nullable ObjectNode strategy, FieldPath path, FieldErrors errors) {
    ObjectNode rolling = Trees.object(strategy, "rollingUpdate");
    String type = Json.text(strategy, "type");
    switch (type) {
      case "OnDelete" -> {}
      case ROLLING_UPDATE -> {
        if (rolling != null) {
          rolling(rolling, path.child("rollingUpdate"), errors);
        }
      }
      default ->
          errors.add(
              FieldError.notSupported(
                  path.toString(),
                  RollingLimits.shown(type, rolling),
                  "\"RollingUpdate\", \"OnDelete\""));
    }
  }

  private static void rolling(ObjectNode rolling, FieldPath path, FieldErrors errors) {
    JsonNode unavailable = RollingLimits.of(rolling, "maxUnavailable");
    JsonNode surge = RollingLimits.of(rolling, "maxSurge");
    IntOrPercent.check(unavailable, path.child("maxUnavailable"), errors);
    IntOrPercent.check(surge, path.child("maxSurge"), errors);
    IntOrPercent.atMostAll(unavailable, path.child("maxUnavailable"), errors);
    IntOrPercent.atMostAll(surge, path.child("maxSurge"), errors);
    boolean fewer = IntOrPercent.amount(unavailable) != 0;
    boolean more = IntOrPercent.amount(surge) != 0;
    if (fewer && more) {
      errors.invalid(
          path.child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero");
    } else if (!fewer && !more) {
      errors.required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
    }
  }

  static List<FieldError> validateStatus(ObjectNode daemonSet, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    CountRules counts = CountRules.ofStatus(daemonSet, errors);
    counts.notNegative(
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
        "observedGeneration",
        "updatedNumberScheduled",
        "numberAvailable",
        "numberUnavailable",
        "collisionCount");
    counts.collisionsNotDecremented(old);
    return errors.list();
  }
}
