package io.ubernetes.apimachinery.expiry;

import io.ubernetes.model.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// When an object was written last, as far as it tells itself. Needed only for what was there
/// before the server started: of any later write the server has seen the time.
final class LastWrite {

  private LastWrite() {}

  /// @return not after `now`: a clock that was wrong must not keep an object forever
  static Instant of(ObjectNode object, Instant now) {
    Instant latest = Instant.EPOCH;
    latest = later(latest, object, "metadata", "creationTimestamp");
    latest = later(latest, object, "lastTimestamp");
    latest = later(latest, object, "eventTime");
    latest = later(latest, object, "series", "lastObservedTime");
    JsonNode writers = Json.at(object, "metadata", "managedFields");
    if (writers != null) {
      for (JsonNode writer : writers) {
        latest = later(latest, writer, "time");
      }
    }
    return latest.isAfter(now) ? now : latest;
  }

  private static Instant later(Instant known, JsonNode node, String... path) {
    String text = Json.text(node, path);
    if (text.isEmpty()) {
      return known;
    }
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      return time.isAfter(known) ? time : known;
    } catch (DateTimeException unreadable) {
      return known; // another of the times will do
    }
  }
}
