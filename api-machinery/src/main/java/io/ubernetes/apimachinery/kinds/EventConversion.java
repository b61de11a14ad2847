package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The two faces of an Event: `v1`, in which it is stored, and `events.k8s.io/v1`, which calls some
/// fields by other names. Both directions return a new object that shares its parts with the old.
final class EventConversion {

  static final String CORE = "v1";
  static final String EVENTS = "events.k8s.io/v1";

  private static final Map<String, String> EVENTS_NAMES =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount",
          "reportingComponent", "reportingController");

  private EventConversion() {}

  static ObjectNode toEvents(ObjectNode core) {
    ObjectNode event = rename(core, EVENTS_NAMES);
    event.put("apiVersion", EVENTS);
    dropEmptyText(event, "reportingController");
    dropEmptyText(event, "reportingInstance");
    return event;
  }

  static ObjectNode toCore(ObjectNode event) {
    if (Json.text(event, "apiVersion").equals(CORE)) {
      return event;
    }
    ObjectNode core = Json.object();
    event.properties().forEach(field -> core.set(coreName(field.getKey()), field.getValue()));
    core.put("apiVersion", CORE);
    Trees.defaultText(core, "reportingComponent", "");
    Trees.defaultText(core, "reportingInstance", "");
    return core;
  }

  private static String coreName(String name) {
    for (Map.Entry<String, String> names : EVENTS_NAMES.entrySet()) {
      if (names.getValue().equals(name)) {
        return names.getKey();
      }
    }
    return name;
  }

  private static ObjectNode rename(ObjectNode object, Map<String, String> names) {
    ObjectNode renamed = Json.object();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      renamed.set(names.getOrDefault(field.getKey(), field.getKey()), field.getValue());
    }
    return renamed;
  }

  /// What the older version always writes, the newer one writes only when it says something.
  private static void dropEmptyText(ObjectNode event, String field) {
    if (Json.text(event, field).isEmpty()) {
      event.remove(field);
    }
  }
}
