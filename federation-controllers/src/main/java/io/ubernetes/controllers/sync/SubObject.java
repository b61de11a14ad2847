package io.ubernetes.controllers.sync;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.Federation;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a member is to hold of a federated object: its labels, annotations and spec, with the
/// replicas that the Placement gives to the member, and the ownership marks.
final class SubObject {

  /// Annotations that speak of the federated object alone.
  private static final Set<String> KEPT_BACK =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          Federation.V1_REPLICA_SET_PREFERENCES);

  private static final String APPLIED_HASH_ANNOTATION = Federation.GROUP + "/applied-hash";

  private SubObject() {}

  static ApiObject of(ApiObject source, @Nullable Integer replicas, Ownership ownership) {
    ObjectNode json = Json.object();
    json.put("apiVersion", source.apiVersion()).put("kind", source.kind());
    ObjectNode metadata = json.putObject("metadata");
    metadata.put("name", source.name()).put("namespace", source.namespace());
    ObjectNode labels = metadata.putObject("labels");
    source.labels().forEach(labels::put);
    labels.put(Federation.MANAGED_LABEL, "true");
    ObjectNode annotations = metadata.putObject("annotations");
    source.annotations().entrySet().stream()
        .filter(entry -> !KEPT_BACK.contains(entry.getKey()))
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue()));
    annotations.put(Federation.OWNED_BY_ANNOTATION, ownership.federationUid());
    annotations.put(Federation.SOURCE_UID_ANNOTATION, source.uid());
    annotations.put(Federation.SOURCE_GENERATION_ANNOTATION, Long.toString(source.generation()));
    for (Map.Entry<String, JsonNode> field : source.json().properties()) {
      if (!Set.of("apiVersion", "kind", "metadata", "status").contains(field.getKey())) {
        json.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    if (replicas != null && json.get("spec") instanceof ObjectNode spec) {
      spec.put("replicas", replicas);
    }
    annotations.put(APPLIED_HASH_ANNOTATION, hash(json));
    return new ApiObject(json);
  }

  /// Tells what was applied last, so that fields that are wanted no more are noticed as well.
  private static String hash(ObjectNode json) {
    return Integer.toHexString(json.toString().hashCode());
  }

  /// Whether a member's object has everything that is wanted of it. What it has beyond that (its
  /// defaults, what others added) does not count.
  static boolean isAsWanted(ApiObject actual, ApiObject wanted) {
    return covers(actual.json(), wanted.json());
  }

  private static boolean covers(JsonNode actual, JsonNode wanted) {
    if (wanted.isObject()) {
      if (!actual.isObject()) {
        return wanted.isEmpty() && actual.isMissingNode();
      }
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        JsonNode there = actual.get(field.getKey());
        boolean absent = there == null || there.isNull();
        if (absent ? !isEmpty(field.getValue()) : !covers(there, field.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (wanted.isArray()) {
      if (!actual.isArray() || actual.size() != wanted.size()) {
        return false;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!covers(actual.get(i), wanted.get(i))) {
          return false;
        }
      }
      return true;
    }
    return actual.equals(wanted)
        || (actual.isNumber()
            && wanted.isNumber()
            && actual.decimalValue().compareTo(wanted.decimalValue()) == 0);
  }

  /// Servers leave empty values out.
  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isContainer() && value.isEmpty());
  }
}
