package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Fills in what an autoscaler (in v2) does not say. Does nothing the second time.
public final class AutoscalerDefaults {

  /// How much of the CPU that they ask for pods shall use, in percent.
  private static final int USE_OF_CPU = 80;

  private static final int PERIOD_SECONDS = 15;
  private static final int PODS_AT_A_TIME = 4;
  private static final int PERCENT_AT_A_TIME = 100;

  private AutoscalerDefaults() {}

  public static void apply(ObjectNode autoscaler) {
    ObjectNode spec = Trees.makeObject(autoscaler, "spec");
    Trees.defaultNumber(spec, "minReplicas", 1);
    JsonNode metrics = Json.at(spec, "metrics");
    if (metrics == null || metrics.isEmpty()) {
      spec.putArray("metrics").add(useOfCpu());
    }
    if (spec.get("behavior") instanceof ObjectNode behavior) {
      scaleUp(Trees.makeObject(behavior, "scaleUp"));
      scaleDown(Trees.makeObject(behavior, "scaleDown"));
    }
    status(Trees.makeObject(autoscaler, "status"));
  }

  /// A status that says nothing yet.
  public static void status(ObjectNode status) {
    Trees.defaultNumber(status, "desiredReplicas", 0);
    if (status.get("currentMetrics") == null) {
      status.putNull("currentMetrics");
    }
  }

  static ObjectNode useOfCpu() {
    return useOfCpu(Json.object().numberNode(USE_OF_CPU));
  }

  static ObjectNode useOfCpu(JsonNode percent) {
    ObjectNode metric = Json.object().put("type", "Resource");
    ObjectNode target = metric.putObject("resource").put("name", "cpu").putObject("target");
    target.put("type", "Utilization").set("averageUtilization", percent);
    return metric;
  }

  private static void scaleUp(ObjectNode rules) {
    Trees.defaultNumber(rules, "stabilizationWindowSeconds", 0);
    select(rules);
    if (Json.at(rules, "policies") == null) {
      ArrayNode policies = rules.putArray("policies");
      policy(policies, "Pods", PODS_AT_A_TIME);
      policy(policies, "Percent", PERCENT_AT_A_TIME);
    }
  }

  /// How long it waits before it scales down is for the one that does it to say.
  private static void scaleDown(ObjectNode rules) {
    select(rules);
    if (Json.at(rules, "policies") == null) {
      policy(rules.putArray("policies"), "Percent", PERCENT_AT_A_TIME);
    }
  }

  private static void select(ObjectNode rules) {
    if (Json.at(rules, "selectPolicy") == null) {
      rules.put("selectPolicy", "Max");
    }
  }

  private static void policy(ArrayNode policies, String type, int value) {
    policies.addObject().put("type", type).put("value", value).put("periodSeconds", PERIOD_SECONDS);
  }
}
