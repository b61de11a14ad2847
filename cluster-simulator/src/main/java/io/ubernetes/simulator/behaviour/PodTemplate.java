package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes pods of the template in a ReplicaSet.
final class PodTemplate {

  private PodTemplate() {}

  /// A new pod, which the ReplicaSet controls.
  static ApiObject podOf(ApiObject replicaSet) {
    ObjectNode json = Json.object();
    json.put("apiVersion", new GroupVersion("", "v1").toString()).put("kind", "Pod");
    ObjectNode metadata = json.putObject("metadata");
    metadata.put("generateName", replicaSet.name() + "-");
    metadata.put("namespace", replicaSet.namespace());
    JsonNode template = Json.at(replicaSet.json(), "spec", "template");
    for (String field : new String[] {"labels", "annotations", "finalizers"}) {
      JsonNode value = Json.at(template, "metadata", field);
      if (value != null) {
        metadata.set(field, value.deepCopy());
      }
    }
    metadata.putArray("ownerReferences").add(ownerReference(replicaSet));
    JsonNode spec = Json.at(template, "spec");
    json.set("spec", spec == null ? Json.object() : spec.deepCopy());
    return new ApiObject(json);
  }

  static ObjectNode ownerReference(ApiObject replicaSet) {
    return Json.object()
        .put("apiVersion", "apps/v1")
        .put("kind", "ReplicaSet")
        .put("name", replicaSet.name())
        .put("uid", replicaSet.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }
}
