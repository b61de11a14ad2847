package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The conditions in the status of a definition, to be changed in place.
record Conditions(ObjectNode definition) {

  boolean isTrue(String type) {
    return new Definition(definition).hasCondition(type);
  }

  /// The time changes only when the status of the condition does.
  void set(String type, String status, String reason, String message, String now) {
    ObjectNode holder = Trees.makeObject(definition, "status");
    List<ObjectNode> all = Trees.objects(holder, "conditions");
    for (ObjectNode condition : all) {
      if (Json.text(condition, "type").equals(type)) {
        if (!Json.text(condition, "status").equals(status)) {
          condition.put("status", status).put("lastTransitionTime", now);
        }
        condition.put("reason", reason).put("message", message);
        return;
      }
    }
    ArrayNode list =
        holder.get("conditions") instanceof ArrayNode there ? there : holder.putArray("conditions");
    list.addObject()
        .put("type", type)
        .put("status", status)
        .put("lastTransitionTime", now)
        .put("reason", reason)
        .put("message", message);
  }
}
