package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a stored `PriorityLevelConfiguration` says, read once. Immutable.
///
/// @param uid empty before it is stored
/// @param exempt whether nothing is ever refused or delayed
/// @param shares of the seats of the server, in proportion to those of the other levels
/// @param lendablePercent how much of its seats others may use while it does not need them
/// @param borrowingPercent how much it may use of others' beyond its own; null is without limit
/// @param queuing null when what finds no seat is refused at once
record LevelSettings(
    String name,
    String uid,
    boolean exempt,
    int shares,
    int lendablePercent,
    @Nullable Integer borrowingPercent,
    @Nullable Queuing queuing) {

  /// @param handSize how many of the queues one flow may use
  /// @param queueLength how many requests wait in one queue
  record Queuing(int queues, int handSize, int queueLength) {
    Queuing {
      if (queues < 1 || handSize < 1 || handSize > queues || queueLength < 1) {
        throw new IllegalArgumentException("queues that cannot be");
      }
    }
  }

  static LevelSettings of(ObjectNode object) {
    boolean exempt = Json.text(object, "spec", "type").equals("Exempt");
    JsonNode limits = Json.at(object, "spec", exempt ? "exempt" : "limited");
    JsonNode borrowing = Json.at(limits, "borrowingLimitPercent");
    return new LevelSettings(
        Json.text(object, "metadata", "name"),
        Json.text(object, "metadata", "uid"),
        exempt,
        (int) Json.number(limits, exempt ? 0 : 30, "nominalConcurrencyShares"),
        (int) Json.number(limits, 0, "lendablePercent"),
        borrowing == null ? null : borrowing.asInt(),
        queuing(Json.at(limits, "limitResponse")));
  }

  private static @Nullable Queuing queuing(@Nullable JsonNode response) {
    if (!Json.text(response, "type").equals("Queue")) {
      return null;
    }
    JsonNode queuing = Json.at(response, "queuing");
    int queues = Math.max(1, (int) Json.number(queuing, 64, "queues"));
    int hand = Math.clamp(Json.number(queuing, 8, "handSize"), 1, queues);
    return new Queuing(
        queues, hand, Math.max(1, (int) Json.number(queuing, 50, "queueLengthLimit")));
  }
}
