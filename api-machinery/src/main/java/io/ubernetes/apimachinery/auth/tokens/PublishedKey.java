package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// A public key as the servers of one store tell it to each other.
///
/// @param until by then every token that was signed with it has expired
record PublishedKey(TokenKey key, Instant until) {
  static final String PREFIX = "/ubernetes/token-keys/";

  String storeKey() {
    return PREFIX + key.id();
  }

  byte[] encode() {
    ObjectNode json = Json.object();
    json.set("key", Json.parseObject(key.json().getBytes(StandardCharsets.UTF_8)));
    return Json.bytes(json.put("until", until.toString()));
  }

  /// @throws IllegalArgumentException when the bytes are no such key
  static PublishedKey decode(byte[] bytes) {
    try {
      ObjectNode json = Json.parseObject(bytes);
      return new PublishedKey(
          TokenKey.parse(String.valueOf(json.get("key"))), Instant.parse(Json.text(json, "until")));
    } catch (JacksonException | DateTimeParseException malformed) {
      throw new IllegalArgumentException("no published key", malformed);
    }
  }
}
