package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What makes an autoscaler (in v2) a bad one.
public final class AutoscalerRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final List<String> SELECTIONS = List.of("Disabled", "Max", "Min");
  private static final List<String> POLICY_TYPES = List.of("Percent", "Pods");
  private static final int MAX_PERIOD_SECONDS = 1800;
  private static final int MAX_WINDOW_SECONDS = 3600;

  private final ObjectNode spec;
  private final FieldErrors errors = new FieldErrors();

  private AutoscalerRules(ObjectNode autoscaler) {
    ObjectNode found = Trees.object(autoscaler, "spec");
    this.spec = found == null ? Json.object() : found;
  }

  public static List<FieldError> validateCreate(ObjectNode autoscaler) {
    AutoscalerRules rules = new AutoscalerRules(autoscaler);
    rules.check(1, rules.targetGroup(), References.Group.OPTIONAL);
    return rules.errors.list();
  }

  /// What was wrong before may stay so.
  public static List<FieldError> validateUpdate(ObjectNode autoscaler, ObjectNode old) {
    AutoscalerRules rules = new AutoscalerRules(autoscaler);
    boolean zeroBefore = Json.number(old, 1, "spec", "minReplicas") == 0;
    boolean sameTarget =
        rules.targetPart("apiVersion").equals(oldTargetPart(old, "apiVersion"))
            && rules.targetPart("kind").equals(oldTargetPart(old, "kind"));
    rules.check(
        zeroBefore ? 0 : 1,
        sameTarget ? References.Group.NOT_CHECKED : rules.targetGroup(),
        wereWrong(old) ? References.Group.NOT_CHECKED : References.Group.OPTIONAL);
    return rules.errors.list();
  }

  private String targetPart(String part) {
    return Json.text(spec, "scaleTargetRef", part);
  }

  private static String oldTargetPart(ObjectNode old, String part) {
    return Json.text(old, "spec", "scaleTargetRef", part);
  }

  /// One kind alone of those that scale has no group.
  private References.Group targetGroup() {
    return targetPart("kind").equals("ReplicationController")
        ? References.Group.OPTIONAL
        : References.Group.REQUIRED;
  }

  private static boolean wereWrong(ObjectNode old) {
    return Trees.objects(old, "spec", "metrics").stream()
        .filter(metric -> Json.text(metric, "type").equals("Object"))
        .map(metric -> Json.text(metric, "object", "describedObject", "apiVersion"))
        .anyMatch(version -> !References.problem(version, References.Group.OPTIONAL).isEmpty());
  }

  private void check(int least, References.Group target, References.Group metrics) {
    replicas(least);
    References.check(
        Trees.object(spec, "scaleTargetRef"), SPEC.child("scaleTargetRef"), target, errors);
    MetricRules.check(spec, SPEC.child("metrics"), metrics, errors);
    FieldPath behavior = SPEC.child("behavior");
    rules(Trees.object(spec, "behavior", "scaleUp"), behavior.child("scaleUp"));
    rules(Trees.object(spec, "behavior", "scaleDown"), behavior.child("scaleDown"));
  }

  private void replicas(int least) {
    long min = Json.number(spec, least, "minReplicas");
    long max = Json.number(spec, 0, "maxReplicas");
    if (min < least) {
      errors.invalid(SPEC.child("minReplicas"), min, "must be greater than or equal to " + least);
    }
    FieldPath field = SPEC.child("maxReplicas");
    if (max == 0) {
      errors.required(field, "must be set and greater than 0");
    } else if (max < 0) {
      errors.invalid(field, max, "must be greater than or equal to 1");
    }
    if (Json.at(spec, "minReplicas") != null && max < min) {
      errors.invalid(field, max, "must be greater than or equal to `minReplicas`");
    }
  }

  private void rules(@Nullable ObjectNode rules, FieldPath path) {
    if (rules == null) {
      return;
    }
    FieldPath field = path.child("stabilizationWindowSeconds");
    long window = Json.number(rules, 0, "stabilizationWindowSeconds");
    if (window < 0) {
      errors.invalid(field, window, "must be greater than or equal to zero");
    }
    if (window > MAX_WINDOW_SECONDS) {
      errors.invalid(field, window, "must be less than or equal to " + MAX_WINDOW_SECONDS);
    }
    if (Json.at(rules, "selectPolicy") != null) {
      errors.oneOf(path.child("selectPolicy"), Json.text(rules, "selectPolicy"), SELECTIONS);
    }
    List<ObjectNode> policies = Trees.objects(rules, "policies");
    if (policies.isEmpty()) {
      errors.required(path.child("policies"), "must specify at least one Policy");
    }
    for (int i = 0; i < policies.size(); i++) {
      policy(policies.get(i), path.child("policies").index(i));
    }
    tolerance(Json.at(rules, "tolerance"), path.child("tolerance"));
  }

  private void policy(ObjectNode policy, FieldPath path) {
    errors.oneOf(path.child("type"), Json.text(policy, "type"), POLICY_TYPES);
    long value = Json.number(policy, 0, "value");
    if (value <= 0) {
      errors.invalid(path.child("value"), value, "must be greater than zero");
    }
    long period = Json.number(policy, 0, "periodSeconds");
    if (period <= 0) {
      errors.invalid(path.child("periodSeconds"), period, "must be greater than zero");
    }
    if (period > MAX_PERIOD_SECONDS) {
      errors.invalid(
          path.child("periodSeconds"),
          period,
          "must be less than or equal to " + MAX_PERIOD_SECONDS);
    }
  }

  private void tolerance(@Nullable JsonNode tolerance, FieldPath field) {
    if (tolerance != null
        && Quantity.tryParse(tolerance.asString()).map(Quantity::signum).orElse(0) < 0) {
      errors.add(
          FieldError.invalid(
              field.toString(), GoText.of(tolerance), "must be greater than or equal to 0"));
    }
  }

  public static List<FieldError> validateStatus(ObjectNode autoscaler) {
    FieldErrors errors = new FieldErrors();
    for (String count : List.of("currentReplicas", "desiredReplicas")) {
      errors.notNegative(STATUS.child(count), Json.number(autoscaler, 0, "status", count));
    }
    return errors.list();
  }
}
