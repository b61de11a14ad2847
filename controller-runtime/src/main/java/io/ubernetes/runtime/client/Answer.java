package io.ubernetes.runtime.client;

import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/// One HTTP answer: status code, body, and the wait that the server asked for.
record Answer(int code, byte[] body, int length, @Nullable Duration retryAfter) {

  /// A server's own JSON has no duplicate fields; looking for them costs a third of the parsing.
  private static final ObjectReader READER =
      Json.MAPPER.readerFor(JsonNode.class).without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  /// For what has no managedFields, so that names repeat.
  private static final ObjectReader REPEATING = Json.REPEATING.readerFor(JsonNode.class);

  private static final int MAX_TEXT = 1024;

  boolean isSuccess() {
    return code >= 200 && code < 300;
  }

  ObjectNode json() {
    return read(() -> READER.readValue(body, 0, length));
  }

  /// The object that the body is, without its managedFields; the body is changed.
  ObjectNode object() {
    return repeating(body, ObjectBytes.withoutManagedFields(body, length));
  }

  /// An event of a watch, without its object's managedFields.
  ///
  /// @param utf8 is changed
  static ObjectNode parseEvent(byte[] utf8, int length) {
    return repeating(utf8, ObjectBytes.eventWithoutManagedFields(utf8, length));
  }

  private static ObjectNode repeating(byte[] utf8, int length) {
    return read(() -> REPEATING.readValue(utf8, 0, length));
  }

  private static ObjectNode read(Supplier<JsonNode> reading) {
    try {
      if (reading.get() instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw ApiClientException.noAnswer(
          ApiClientException.UNREACHABLE, "the answer is not JSON: " + e.getOriginalMessage(), e);
    }
    throw ApiClientException.noAnswer(
        ApiClientException.UNREACHABLE, "the answer is not a JSON object", null);
  }

  /// The refusal that this answer is.
  ApiClientException refusal() {
    ApiClientException refusal =
        status()
            .map(ApiClientException::of)
            .orElseGet(() -> ApiClientException.refused(code, "", text(), null));
    return retryAfter == null ? refusal : refusal.retryAfter(retryAfter);
  }

  private Optional<ObjectNode> status() {
    if (length == 0 || body[0] != '{') {
      return Optional.empty();
    }
    try {
      return READER.readValue(body, 0, length) instanceof ObjectNode object
              && Json.text(object, "kind").equals("Status")
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // then the body is shown as the text that it is
    }
  }

  private String text() {
    String text = new String(body, 0, Math.min(length, MAX_TEXT), StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "HTTP " + code : text;
  }
}
