package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The behavior of an autoscaler as it stands in an annotation: in a form that Kubernetes never
/// meant to show, in which names start with capital letters and nothing is left out.
final class BehaviorForm {

  private BehaviorForm() {}

  static ObjectNode write(ObjectNode behavior) {
    ObjectNode form = Json.object();
    form.set("ScaleUp", rules(Trees.object(behavior, "scaleUp")));
    form.set("ScaleDown", rules(Trees.object(behavior, "scaleDown")));
    return form;
  }

  private static JsonNode rules(@Nullable ObjectNode rules) {
    if (rules == null) {
      return Json.object().nullNode();
    }
    ObjectNode form = Json.object();
    form.set("StabilizationWindowSeconds", orNull(rules, "stabilizationWindowSeconds"));
    form.set("SelectPolicy", orNull(rules, "selectPolicy"));
    if (Json.at(rules, "policies") == null) {
      form.putNull("Policies");
    } else {
      ArrayNode policies = form.putArray("Policies");
      for (ObjectNode policy : Trees.objects(rules, "policies")) {
        policies
            .addObject()
            .put("Type", Json.text(policy, "type"))
            .put("Value", (int) Json.number(policy, 0, "value"))
            .put("PeriodSeconds", (int) Json.number(policy, 0, "periodSeconds"));
      }
    }
    form.set("Tolerance", orNull(rules, "tolerance"));
    return form;
  }

  private static JsonNode orNull(ObjectNode rules, String field) {
    JsonNode value = Json.at(rules, field);
    return value == null ? rules.nullNode() : value;
  }

  /// Reads the form back. The case of its names is of no matter to Go.
  static ObjectNode read(ObjectNode form) {
    ObjectNode behavior = Json.object();
    for (Map.Entry<String, JsonNode> field : form.properties()) {
      for (String name : new String[] {"scaleUp", "scaleDown"}) {
        if (field.getKey().equalsIgnoreCase(name) && field.getValue() instanceof ObjectNode rules) {
          behavior.set(name, lowered(rules));
        }
      }
    }
    return behavior;
  }

  private static ObjectNode lowered(ObjectNode form) {
    ObjectNode result = Json.object();
    for (Map.Entry<String, JsonNode> field : form.properties()) {
      if (!field.getValue().isNull()) {
        result.set(lowered(field.getKey()), lowered(field.getValue()));
      }
    }
    return result;
  }

  private static JsonNode lowered(JsonNode value) {
    if (!value.isArray()) {
      return value;
    }
    ArrayNode list = Json.object().arrayNode();
    for (JsonNode item : value) {
      list.add(item instanceof ObjectNode object ? lowered(object) : item);
    }
    return list;
  }

  private static String lowered(String name) {
    return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
