package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The two faces of a HorizontalPodAutoscaler: `autoscaling/v2`, in which it is stored, and
/// `autoscaling/v1`, which knows one target only, for the use of CPU. What v1 has no fields for
/// stands in annotations there, the same as in Kubernetes. Both directions return a new object that
/// shares its parts with the old.
public final class AutoscalerConversion {

  private static final String V1 = "autoscaling/v1";
  private static final String V2 = "autoscaling/v2";

  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String CURRENT_METRICS = PREFIX + "current-metrics";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final String BEHAVIOR = PREFIX + "behavior";

  /// Annotations that only ever carry fields from one version to another.
  private static final List<String> CARRIERS =
      List.of(
          METRICS,
          BEHAVIOR,
          PREFIX + "scale-down-tolerance",
          PREFIX + "scale-up-tolerance",
          CURRENT_METRICS,
          CONDITIONS);

  private static final List<String> SPEC = List.of("scaleTargetRef", "minReplicas", "maxReplicas");
  private static final List<String> STATUS =
      List.of("observedGeneration", "lastScaleTime", "currentReplicas", "desiredReplicas");

  private AutoscalerConversion() {}

  /// @param autoscaler in v2
  public static ObjectNode toV1(ObjectNode autoscaler) {
    ObjectNode result = shell(autoscaler, V1);
    ObjectNode annotations = Json.object();
    spec(Trees.object(autoscaler, "spec"), result.putObject("spec"), annotations);
    status(Trees.object(autoscaler, "status"), result.putObject("status"), annotations);
    annotate(result, annotations);
    return result;
  }

  /// An autoscaler of v2 as it is stored: without annotations that only v1 has a use for.
  public static ObjectNode withoutCarriers(ObjectNode autoscaler) {
    ObjectNode annotations = Trees.object(autoscaler, "metadata", "annotations");
    if (annotations == null || CARRIERS.stream().noneMatch(annotations::has)) {
      return autoscaler;
    }
    ObjectNode result = shell(autoscaler, V2);
    annotate(result, Json.object());
    return result;
  }

  /// @param autoscaler in either version; one in v2 is returned as it is
  public static ObjectNode toV2(ObjectNode autoscaler) {
    if (!Json.text(autoscaler, "apiVersion").equals(V1)) {
      return autoscaler;
    }
    ObjectNode annotations = Trees.object(autoscaler, "metadata", "annotations");
    ObjectNode result = shell(autoscaler, V2);
    ObjectNode spec = result.putObject("spec");
    copy(Trees.object(autoscaler, "spec"), spec, SPEC);
    spec.set("metrics", metrics(autoscaler, carried(annotations, METRICS)));
    if (carried(annotations, BEHAVIOR) instanceof ObjectNode carried) {
      ObjectNode behavior = BehaviorForm.read(carried);
      if (!behavior.isEmpty()) {
        spec.set("behavior", behavior);
      }
    }
    ObjectNode status = result.putObject("status");
    copy(Trees.object(autoscaler, "status"), status, STATUS);
    if (Json.number(status, 0, "currentReplicas") == 0) {
      status.remove("currentReplicas");
    }
    statusOfV2(autoscaler, annotations, status);
    annotate(result, Json.object());
    return result;
  }

  /// The object without what differs.
  private static ObjectNode shell(ObjectNode autoscaler, String version) {
    ObjectNode result = Json.object();
    result.setAll(autoscaler);
    return result.put("apiVersion", version);
  }

  private static void copy(@Nullable ObjectNode from, ObjectNode to, List<String> fields) {
    for (String field : fields) {
      JsonNode value = Json.at(from, field);
      if (value != null) {
        to.set(field, value);
      }
    }
  }

  /// Puts these annotations in the place of all carriers.
  private static void annotate(ObjectNode result, ObjectNode carriers) {
    ObjectNode metadata = Json.object();
    if (result.get("metadata") instanceof ObjectNode there) {
      metadata.setAll(there);
    }
    ObjectNode annotations = Json.object();
    if (metadata.get("annotations") instanceof ObjectNode there) {
      annotations.setAll(there);
    }
    annotations.remove(CARRIERS);
    annotations.setAll(carriers);
    if (annotations.isEmpty()) {
      metadata.remove("annotations");
    } else {
      metadata.set("annotations", annotations);
    }
    result.set("metadata", metadata);
  }

  private static void spec(@Nullable ObjectNode spec, ObjectNode result, ObjectNode annotations) {
    copy(spec, result, SPEC);
    ArrayNode others = Json.object().arrayNode();
    for (ObjectNode metric : Trees.objects(spec, "metrics")) {
      if (!isUseOfCpu(metric)) {
        others.add(MetricForms.sourceToV1(metric));
      } else if (result.get("targetCPUUtilizationPercentage") == null) {
        result.set(
            "targetCPUUtilizationPercentage",
            Json.at(metric, "resource", "target", "averageUtilization"));
      }
    }
    if (!others.isEmpty()) {
      annotations.put(METRICS, text(others));
    }
    ObjectNode behavior = Trees.object(spec, "behavior");
    if (behavior != null) {
      annotations.put(BEHAVIOR, text(BehaviorForm.write(behavior)));
    }
  }

  private static boolean isUseOfCpu(ObjectNode metric) {
    return Json.text(metric, "type").equals("Resource")
        && Json.text(metric, "resource", "name").equals("cpu")
        && Json.at(metric, "resource", "target", "averageUtilization") != null;
  }

  private static void status(
      @Nullable ObjectNode status, ObjectNode result, ObjectNode annotations) {
    copy(status, result, STATUS);
    Trees.defaultNumber(result, "currentReplicas", 0);
    Trees.defaultNumber(result, "desiredReplicas", 0);
    ArrayNode current = Json.object().arrayNode();
    for (ObjectNode metric : Trees.objects(status, "currentMetrics")) {
      current.add(MetricForms.statusToV1(metric));
      JsonNode use = Json.at(metric, "resource", "current", "averageUtilization");
      if (use != null
          && Json.text(metric, "type").equals("Resource")
          && Json.text(metric, "resource", "name").equals("cpu")) {
        result.set("currentCPUUtilizationPercentage", use);
      }
    }
    if (!current.isEmpty()) {
      annotations.put(CURRENT_METRICS, text(current));
    }
    ArrayNode conditions = Json.object().arrayNode();
    Trees.objects(status, "conditions")
        .forEach(condition -> conditions.add(MetricForms.conditionToV1(condition)));
    if (!conditions.isEmpty()) {
      annotations.put(CONDITIONS, text(conditions));
    }
  }

  /// JSON as Go writes it, which never has signs in it that mean something to a browser.
  private static String text(JsonNode value) {
    return Json.MAPPER
        .writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }

  /// What an annotation carries, or null when that cannot be read.
  private static @Nullable JsonNode carried(@Nullable ObjectNode annotations, String name) {
    String text = Json.text(annotations, name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Json.MAPPER.readTree(text.getBytes(StandardCharsets.UTF_8));
    } catch (JacksonException unreadable) {
      // As in Kubernetes, what nobody can read is as good as not there.
      return null;
    }
  }

  private static ArrayNode metrics(ObjectNode autoscaler, @Nullable JsonNode carried) {
    ArrayNode metrics = Json.object().arrayNode();
    if (carried != null && carried.isArray()) {
      for (JsonNode metric : carried) {
        metrics.add(MetricForms.sourceToV2(metric));
      }
    }
    JsonNode target = Json.at(autoscaler, "spec", "targetCPUUtilizationPercentage");
    if (target != null) {
      metrics.add(AutoscalerDefaults.useOfCpu(target));
    }
    if (metrics.isEmpty()) {
      metrics.add(AutoscalerDefaults.useOfCpu());
    }
    return metrics;
  }

  private static void statusOfV2(
      ObjectNode autoscaler, @Nullable ObjectNode annotations, ObjectNode status) {
    JsonNode use = Json.at(autoscaler, "status", "currentCPUUtilizationPercentage");
    JsonNode current = carried(annotations, CURRENT_METRICS);
    if (current != null && current.isArray()) {
      ArrayNode metrics = status.putArray("currentMetrics");
      current.forEach(metric -> metrics.add(MetricForms.statusToV2(metric)));
    } else if (use != null) {
      ObjectNode metric = status.putArray("currentMetrics").addObject().put("type", "Resource");
      ObjectNode resource = metric.putObject("resource").put("name", "cpu");
      resource.putObject("current").set("averageUtilization", use);
    } else {
      status.putNull("currentMetrics");
    }
    JsonNode conditions = carried(annotations, CONDITIONS);
    if (conditions != null && conditions.isArray() && !conditions.isEmpty()) {
      status.set("conditions", conditions);
    }
  }
}
