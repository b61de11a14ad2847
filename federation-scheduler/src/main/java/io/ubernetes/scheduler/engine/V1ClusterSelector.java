package io.ubernetes.scheduler.engine;

import io.ubernetes.model.Json;
import io.ubernetes.model.LabelSelector;
import io.ubernetes.model.LabelSelector.Operator;
import io.ubernetes.model.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Federation v1's annotation that chooses clusters by their labels: a JSON list of `{"key",
/// "operator", "values"}`, all of which must hold.
final class V1ClusterSelector {

  static final String ANNOTATION = "federation.alpha.kubernetes.io/cluster-selector";

  private V1ClusterSelector() {}

  /// @throws IllegalArgumentException saying what is wrong
  static LabelSelector parse(String text) {
    JsonNode list;
    try {
      list = Json.MAPPER.readTree(text);
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("is no JSON list", notJson);
    }
    if (!list.isArray()) {
      throw new IllegalArgumentException("is no JSON list");
    }
    List<Requirement> requirements = new ArrayList<>();
    for (JsonNode item : list) {
      List<String> values = new ArrayList<>();
      JsonNode given = Json.at(item, "values");
      if (given != null) {
        given.forEach(value -> values.add(value.asString()));
      }
      requirements.add(
          Requirement.of(Json.text(item, "key"), operator(Json.text(item, "operator")), values));
    }
    return LabelSelector.of(requirements);
  }

  private static Operator operator(String word) {
    return switch (word) {
      case "in" -> Operator.IN;
      case "notin" -> Operator.NOT_IN;
      case "exists" -> Operator.EXISTS;
      case "!" -> Operator.DOES_NOT_EXIST;
      case "=" -> Operator.EQUALS;
      case "==" -> Operator.DOUBLE_EQUALS;
      case "!=" -> Operator.NOT_EQUALS;
      case "gt" -> Operator.GREATER_THAN;
      case "lt" -> Operator.LESS_THAN;
      default -> throw new IllegalArgumentException("operator \"" + word + "\": is not known");
    };
  }
}
