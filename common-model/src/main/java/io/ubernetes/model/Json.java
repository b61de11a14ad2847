package io.ubernetes.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// The one place that says how JSON is read and written. Thread-safe.
public final class Json {

  /// Big decimals keep the digits that a client sent, so that what is read back is what was
  /// written. Unknown fields are ignored when a tree is bound to a record: newer servers may send
  /// more.
  public static final JsonMapper MAPPER =
      mapper(SharedNames.factory()).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /// As [#MAPPER], for documents of trusted servers in which nearly all field names repeat: reads
  /// those in a third less time, and others in several times of it ([SharedNames] says why). Does
  /// not look for duplicate fields.
  public static final JsonMapper REPEATING =
      mapper(
              JsonFactory.builder()
                  .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                  .build())
          .build();

  private Json() {}

  private static JsonMapper.Builder mapper(JsonFactory factory) {
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .changeDefaultPropertyInclusion(v ->
            JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, v.getContentInclusion()));
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Reads one JSON object.
  ///
  /// @throws JacksonException when it is no JSON, or no object
  public static ObjectNode parseObject(byte[] utf8) {
    JsonNode node = MAPPER.readTree(utf8);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new NotAnObjectException(node);
  }

  public static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /// The text at a path of field names, or the empty string where there is none.
  public static String text(@Nullable JsonNode node, String... path) {
    return textOf(at(node, path));
  }

  /// As [#text(JsonNode, String...)].
  public static String text(@Nullable JsonNode node, String field) {
    return textOf(at(node, field));
  }

  private static String textOf(@Nullable JsonNode at) {
    return at != null && at.isString() ? at.stringValue() : "";
  }

  /// The number at a path of field names, or `absent` where there is no whole number.
  public static long number(@Nullable JsonNode node, long absent, String... path) {
    return numberOf(at(node, path), absent);
  }

  /// As [#number(JsonNode, long, String...)].
  public static long number(@Nullable JsonNode node, long absent, String field) {
    return numberOf(at(node, field), absent);
  }

  private static long numberOf(@Nullable JsonNode at, long absent) {
    return at != null && at.isIntegralNumber() ? at.longValue() : absent;
  }

  /// The node at a path of field names, or null where there is none (JSON's null counts as none).
  public static @Nullable JsonNode at(@Nullable JsonNode node, String... path) {
    JsonNode at = node;
    for (String name : path) {
      at = at(at, name);
    }
    return at;
  }

  /// As [#at(JsonNode, String...)]. Rules ask for single fields by the hundred: a loop in each
  /// place takes the compiler of the virtual machine many times as long.
  public static @Nullable JsonNode at(@Nullable JsonNode node, String field) {
    JsonNode at = node instanceof ObjectNode object ? object.get(field) : null;
    return at instanceof NullNode ? null : at;
  }

  /// The items of the list there that are strings; none when there is no list.
  public static List<String> texts(@Nullable JsonNode node, String... path) {
    JsonNode list = at(node, path);
    if (list == null || !list.isArray()) {
      return List.of();
    }
    List<String> items = new ArrayList<>(list.size());
    for (JsonNode item : list) {
      if (item.isString()) {
        items.add(item.stringValue());
      }
    }
    return items;
  }

  /// A map of strings; values that are no strings are left out. Sorted by key.
  public static Map<String, String> strings(@Nullable JsonNode node) {
    if (node == null || !node.isObject() || node.isEmpty()) {
      return Map.of();
    }
    TreeMap<String, String> map = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getValue().isString()) {
        map.put(entry.getKey(), entry.getValue().stringValue());
      }
    }
    return map;
  }

  /// Text that is JSON, but no JSON object.
  public static final class NotAnObjectException extends JacksonException {
    private static final long serialVersionUID = 1L;

    NotAnObjectException(JsonNode node) {
      super("expected a JSON object, found " + node.getNodeType());
    }
  }
}
