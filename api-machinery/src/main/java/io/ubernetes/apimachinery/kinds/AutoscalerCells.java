package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.autoscaling.AutoscalerConversion;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an autoscaler of either version shows in tables.
final class AutoscalerCells {

  private static final String UNKNOWN = "<unknown>";
  private static final int MOST_METRICS = 2;

  private AutoscalerCells() {}

  static String reference(ObjectNode autoscaler) {
    return Json.text(autoscaler, "spec", "scaleTargetRef", "kind")
        + "/"
        + Json.text(autoscaler, "spec", "scaleTargetRef", "name");
  }

  static String least(ObjectNode autoscaler) {
    JsonNode least = Json.at(autoscaler, "spec", "minReplicas");
    return least == null ? "<unset>" : least.asString();
  }

  static String targets(ObjectNode autoscaler) {
    ObjectNode newest = AutoscalerConversion.toV2(autoscaler);
    List<ObjectNode> metrics = Trees.objects(newest, "spec", "metrics");
    List<ObjectNode> current = Trees.objects(newest, "status", "currentMetrics");
    if (metrics.isEmpty()) {
      return "<none>";
    }
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < Math.min(metrics.size(), MOST_METRICS); i++) {
      shown.add(target(metrics.get(i), i < current.size() ? current.get(i) : null));
    }
    int more = metrics.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " + " + more + " more..." : "");
  }

  private static String target(ObjectNode metric, @Nullable ObjectNode status) {
    String type = Json.text(metric, "type");
    return switch (type) {
      case "External" -> amount(metric, status, "external");
      case "Object" -> amount(metric, status, "object");
      case "Pods" ->
          value(status, "pods", "averageValue") + "/" + wanted(metric, "pods", "averageValue");
      case "Resource" -> share(metric, status, "resource");
      case "ContainerResource" -> share(metric, status, "containerResource");
      default -> "<unknown type>";
    };
  }

  private static String amount(ObjectNode metric, @Nullable ObjectNode status, String source) {
    boolean average = Json.at(metric, source, "target", "averageValue") != null;
    String field = average ? "averageValue" : "value";
    String shown = value(status, source, field) + "/" + wanted(metric, source, field);
    return average ? shown + " (avg)" : shown;
  }

  private static String share(ObjectNode metric, @Nullable ObjectNode status, String source) {
    String name = Json.text(metric, source, "name");
    if (Json.at(metric, source, "target", "averageValue") != null) {
      return name
          + ": "
          + value(status, source, "averageValue")
          + "/"
          + wanted(metric, source, "averageValue");
    }
    JsonNode now = Json.at(status, source, "current", "averageUtilization");
    JsonNode wanted = Json.at(metric, source, "target", "averageUtilization");
    return name
        + ": "
        + (now == null ? UNKNOWN : now.asString() + "%")
        + "/"
        + (wanted == null ? "<auto>" : wanted.asString() + "%");
  }

  private static String value(@Nullable ObjectNode status, String source, String field) {
    JsonNode value = Json.at(status, source, "current", field);
    return value == null ? UNKNOWN : value.asString();
  }

  private static String wanted(ObjectNode metric, String source, String field) {
    JsonNode value = Json.at(metric, source, "target", field);
    return value == null ? "<nil>" : value.asString();
  }
}
