package io.ubernetes.apimachinery.kinds;

import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// What an Event of either group shows in tables.
final class EventCells {

  private EventCells() {}

  static String lastSeen(ObjectNode event, Instant now) {
    ObjectNode core = EventConversion.toCore(event);
    if (Json.at(core, "series") != null) {
      return Ages.since(Json.text(core, "series", "lastObservedTime"), now);
    }
    String last = Json.text(core, "lastTimestamp");
    return last.isEmpty() ? firstSeen(core, now) : Ages.since(last, now);
  }

  static String firstSeen(ObjectNode event, Instant now) {
    ObjectNode core = EventConversion.toCore(event);
    String first = Json.text(core, "firstTimestamp");
    return Ages.since(first.isEmpty() ? Json.text(core, "eventTime") : first, now);
  }

  static String object(ObjectNode event) {
    ObjectNode core = EventConversion.toCore(event);
    String kind = Json.text(core, "involvedObject", "kind").toLowerCase(Locale.ROOT);
    String name = Json.text(core, "involvedObject", "name");
    return name.isEmpty() ? kind : kind + "/" + name;
  }

  static String subobject(ObjectNode event) {
    return Json.text(EventConversion.toCore(event), "involvedObject", "fieldPath");
  }

  static String source(ObjectNode event) {
    ObjectNode core = EventConversion.toCore(event);
    String component = either(core, "component", "reportingComponent");
    String host = either(core, "host", "reportingInstance");
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static String either(ObjectNode core, String ofSource, String ofEvent) {
    String first = Json.text(core, "source", ofSource);
    return first.isEmpty() ? Json.text(core, ofEvent) : first;
  }

  static String message(ObjectNode event) {
    return Json.text(EventConversion.toCore(event), "message").strip();
  }

  /// Kubernetes' newer Events do not count; one that is there happened once.
  static long count(ObjectNode event) {
    ObjectNode core = EventConversion.toCore(event);
    long count = Json.number(core, 0, "count");
    return Json.number(core, count == 0 ? 1 : count, "series", "count");
  }
}
