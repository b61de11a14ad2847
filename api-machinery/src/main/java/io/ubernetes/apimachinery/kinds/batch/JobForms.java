package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Parts of a Job's spec in the form in which Kubernetes shows them in messages: its own, in which
/// fields start with capital letters and are there also when they are empty.
final class JobForms {

  private JobForms() {}

  static JsonNode podFailurePolicy(ObjectNode spec) {
    ObjectNode policy = Trees.object(spec, "podFailurePolicy");
    if (policy == null) {
      return spec.nullNode();
    }
    ObjectNode shown = Json.object();
    ArrayNode rules = shown.putArray("Rules");
    for (ObjectNode rule : Trees.objects(policy, "rules")) {
      ObjectNode one = rules.addObject().put("Action", Json.text(rule, "action"));
      ObjectNode codes = Trees.object(rule, "onExitCodes");
      if (codes == null) {
        one.putNull("OnExitCodes");
      } else {
        ObjectNode requirement = one.putObject("OnExitCodes");
        requirement.set("ContainerName", orNull(codes, "containerName"));
        requirement.put("Operator", Json.text(codes, "operator"));
        requirement.set("Values", orNull(codes, "values"));
      }
      conditions(rule, one);
    }
    return shown;
  }

  private static void conditions(ObjectNode rule, ObjectNode shown) {
    if (Trees.objects(rule, "onPodConditions").isEmpty()) {
      shown.putNull("OnPodConditions");
      return;
    }
    ArrayNode patterns = shown.putArray("OnPodConditions");
    for (ObjectNode pattern : Trees.objects(rule, "onPodConditions")) {
      patterns
          .addObject()
          .put("Type", Json.text(pattern, "type"))
          .put("Status", Json.text(pattern, "status"));
    }
  }

  static JsonNode successPolicy(ObjectNode spec) {
    ObjectNode policy = Trees.object(spec, "successPolicy");
    if (policy == null) {
      return spec.nullNode();
    }
    ObjectNode shown = Json.object();
    ArrayNode rules = shown.putArray("Rules");
    for (ObjectNode rule : Trees.objects(policy, "rules")) {
      ObjectNode one = rules.addObject();
      one.set("SucceededIndexes", orNull(rule, "succeededIndexes"));
      one.set("SucceededCount", orNull(rule, "succeededCount"));
    }
    return shown;
  }

  static JsonNode orNull(@Nullable ObjectNode object, String field) {
    JsonNode value = Json.at(object, field);
    return value == null ? Json.object().nullNode() : value;
  }
}
