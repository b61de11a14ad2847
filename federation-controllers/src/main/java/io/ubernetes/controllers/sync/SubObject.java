package io.ubernetes.controllers.sync;

import io.ubernetes.controllers.Ownership;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import io.ubernetes.model.federation.Federation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
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

  /// Parents of quantities, which servers write in their own way: `0.5` becomes `500m`.
  private static final Set<String> QUANTITIES = Set.of("requests", "limits", "overhead");

  /// What items of lists are known by in server-side apply, where more items do not matter.
  private static final List<String> ITEM_KEYS =
      List.of("name", "mountPath", "devicePath", "containerPort", "ip", "topologyKey");

  private SubObject() {}

  /// @param replicas those of this part; null for kinds without replicas
  /// @param asked those of the whole object
  static ApiObject of(
      ApiObject source, @Nullable Integer replicas, @Nullable Integer asked, Ownership ownership) {
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
    if (asked != null) {
      annotations.put(Ownership.ASKED_ANNOTATION, asked.toString());
    }
    annotations.put(Ownership.APPLIED_HASH_ANNOTATION, hash(json));
    return new ApiObject(json);
  }

  /// Tells what was applied last, so that fields that are wanted no more are noticed as well.
  private static String hash(ObjectNode json) {
    CRC32C crc = new CRC32C();
    crc.update(Json.bytes(json));
    return Long.toHexString(crc.getValue());
  }

  /// How many replicas the whole object asked for when the part was applied last.
  static int askedFor(ApiObject part, int absent) {
    String asked = part.annotations().getOrDefault(Ownership.ASKED_ANNOTATION, "");
    return asked.matches("\\d{1,9}") ? Integer.parseInt(asked) : absent;
  }

  /// Whether a member's object has everything that is wanted of it. What it has beyond that (its
  /// defaults, what others added) does not count.
  static boolean isAsWanted(ApiObject actual, ApiObject wanted) {
    return covers(actual.json(), wanted.json(), "");
  }

  private static boolean covers(JsonNode actual, JsonNode wanted, String parent) {
    if (wanted.isObject()) {
      return actual.isObject() && coversFields(actual, wanted);
    }
    if (wanted.isArray()) {
      return actual.isArray() && coversItems(actual, wanted);
    }
    return actual.equals(wanted)
        || isSameNumber(actual, wanted)
        || (QUANTITIES.contains(parent) && isSameQuantity(actual, wanted));
  }

  private static boolean coversFields(JsonNode actual, JsonNode wanted) {
    for (Map.Entry<String, JsonNode> field : wanted.properties()) {
      JsonNode there = actual.get(field.getKey());
      boolean absent = there == null || there.isNull();
      if (absent ? !isEmpty(field.getValue()) : !coversField(there, field)) {
        return false;
      }
    }
    return true;
  }

  private static boolean coversField(JsonNode there, Map.Entry<String, JsonNode> field) {
    JsonNode value = field.getValue();
    if (QUANTITIES.contains(field.getKey()) && value.isObject() && there.isObject()) {
      return value.properties().stream()
          .allMatch(amount ->
              there.has(amount.getKey())
                  && covers(there.get(amount.getKey()), amount.getValue(), field.getKey()));
    }
    return covers(there, value, field.getKey());
  }

  private static boolean coversItems(JsonNode actual, JsonNode wanted) {
    Optional<String> key =
        ITEM_KEYS.stream()
            .filter(k -> wanted.valueStream().allMatch(item -> item.has(k)))
            .findFirst();
    if (key.isPresent() && !wanted.isEmpty()) {
      return wanted
          .valueStream()
          .allMatch(item ->
              actual
                  .valueStream()
                  .anyMatch(there ->
                      item.get(key.get()).equals(there.get(key.get())) && covers(there, item, "")));
    }
    if (actual.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!covers(actual.get(i), wanted.get(i), "")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSameNumber(JsonNode left, JsonNode right) {
    return left.isNumber()
        && right.isNumber()
        && left.decimalValue().compareTo(right.decimalValue()) == 0;
  }

  private static boolean isSameQuantity(JsonNode left, JsonNode right) {
    Optional<Quantity> quantity = Quantity.tryParse(left.asString());
    return quantity.isPresent()
        && Quantity.tryParse(right.asString())
            .map(other -> quantity.get().compareTo(other) == 0)
            .orElse(false);
  }

  /// Servers leave empty values out.
  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || (value.isContainer() && value.isEmpty());
  }
}
