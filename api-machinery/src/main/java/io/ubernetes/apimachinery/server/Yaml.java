package io.ubernetes.apimachinery.server;

import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// YAML bodies and answers; inside the server everything is the JSON tree.
final class Yaml {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .build();

  private static final YAMLMapper LAST_WINS =
      YAMLMapper.builder().disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern REPEATED =
      Pattern.compile("Duplicate (?:field|Object property) [\"'](.*)[\"']");

  private Yaml() {}

  /// As [#parse], but of a key that stands twice the last value counts.
  static ObjectNode parseLastWins(byte[] utf8) {
    return Json.parseObject(Json.bytes(LAST_WINS.readTree(utf8)));
  }

  /// What to tell the client of keys that stand twice, in Kubernetes' words; the first of them
  /// only.
  static List<String> repeatedKeys(byte[] utf8) {
    try {
      parse(utf8);
      return List.of();
    } catch (JacksonException repeated) {
      Matcher key = REPEATED.matcher(repeated.getOriginalMessage());
      if (!key.find()) {
        throw repeated;
      }
      return List.of(
          "line %d: key \"%s\" already set in map"
              .formatted(repeated.getLocation().getLineNr(), key.group(1)));
    }
  }

  /// @throws JacksonException when it is no YAML, or no map
  static ObjectNode parse(byte[] utf8) {
    JsonNode node = MAPPER.readTree(utf8);
    // By way of JSON, so that numbers are of the same node types as in JSON bodies.
    return Json.parseObject(Json.bytes(node));
  }

  /// Fields sorted by name at all levels, as Kubernetes writes YAML.
  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(sorted(node));
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> fields = new TreeMap<>();
      object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode result = Json.object();
      fields.forEach(result::set);
      return result;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = Json.object().arrayNode();
      array.forEach(item -> result.add(sorted(item)));
      return result;
    }
    return node;
  }
}
