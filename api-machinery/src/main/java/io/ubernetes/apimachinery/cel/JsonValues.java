package io.ubernetes.apimachinery.cel;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import io.ubernetes.apimachinery.cel.library.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// JSON as the engine sees it: views that convert a value only when an expression asks for it, so
/// that a rule about one field costs the same in a small and in a large object.
final class JsonValues {

  private JsonValues() {}

  /// @throws IllegalArgumentException when a value has not the form of its type
  static Object of(@Nullable JsonNode json, ValueType type) {
    if (json == null || json.isNull()) {
      return NullValue.NULL_VALUE;
    }
    return switch (type) {
      case ValueType.Scalar scalar -> scalar(json, scalar);
      case ValueType.ListOf list -> json.isArray() ? list(json, list) : plain(json);
      case ValueType.MapOf(ValueType values) ->
          json instanceof ObjectNode object ? new MapView(object, values) : plain(json);
      case ValueType.ObjectOf declared ->
          json instanceof ObjectNode object ? new ObjectView(object, declared) : plain(json);
      case ValueType.OptionalOf(ValueType value) -> Optional.of(of(json, value));
      case ValueType.Opaque _ -> plain(json);
    };
  }

  private static Object scalar(JsonNode json, ValueType.Scalar type) {
    return switch (type) {
      case TIMESTAMP -> json.isString() ? timestamp(json.stringValue()) : plain(json);
      case DURATION -> json.isString() ? Durations.parse(json.stringValue()) : plain(json);
      case BYTES ->
          json.isString()
              ? CelByteString.of(Base64.getMimeDecoder().decode(json.stringValue()))
              : plain(json);
      case DOUBLE -> json.isNumber() ? (Object) json.doubleValue() : plain(json);
      case DYN, BOOL, INT, UINT, STRING, NULL -> plain(json);
    };
  }

  private static Instant timestamp(String text) {
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException("invalid timestamp: " + text, malformed);
    }
  }

  /// A value of which nothing is known.
  static Object plain(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> new MapView((ObjectNode) json, ValueType.Scalar.DYN);
      case ARRAY -> list(json, ValueType.Scalar.DYN);
      case STRING, BINARY -> json.asString();
      case NUMBER ->
          json.isIntegralNumber() && json.canConvertToLong()
              ? (Object) json.longValue()
              : (Object) json.doubleValue();
      case BOOLEAN -> json.booleanValue();
      case NULL, MISSING, POJO -> NullValue.NULL_VALUE;
    };
  }

  private static Object list(JsonNode json, ValueType.ListOf type) {
    List<Object> items = list(json, type.items());
    return switch (type.identity()) {
      case ATOMIC -> items;
      case SET -> new IdentifiedList(items, type.identity(), List.of());
      case MAP -> {
        List<String> keys = new ArrayList<>();
        type.keys().forEach(key -> FieldNames.escape(key).ifPresent(keys::add));
        yield new IdentifiedList(items, type.identity(), keys);
      }
    };
  }

  private static List<Object> list(JsonNode json, ValueType items) {
    return new ListView(json, items);
  }

  /// The engine copies lists without random access, and a copy has forgotten what it is.
  private static final class ListView extends AbstractList<Object> implements RandomAccess {
    private final JsonNode json;
    private final ValueType items;

    ListView(JsonNode json, ValueType items) {
      this.json = json;
      this.items = items;
    }

    @Override
    public Object get(int index) {
      return of(json.get(index), items);
    }

    @Override
    public int size() {
      return json.size();
    }
  }

  private static final class MapView extends AbstractMap<String, Object> {
    private final ObjectNode json;
    private final ValueType values;

    MapView(ObjectNode json, ValueType values) {
      this.json = json;
      this.values = values;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name && json.has(name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      JsonNode value = key instanceof String name ? json.get(name) : null;
      return value == null ? null : of(value, values);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Entry<String, Object>> iterator() {
          Iterator<Entry<String, JsonNode>> fields = json.properties().iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return fields.hasNext();
            }

            @Override
            public Entry<String, Object> next() {
              Entry<String, JsonNode> field = fields.next();
              return Map.entry(field.getKey(), of(field.getValue(), values));
            }
          };
        }

        @Override
        public int size() {
          return json.size();
        }
      };
    }
  }

  /// Fields go by the names that expressions use; those that are not declared are not seen.
  private static final class ObjectView extends AbstractMap<String, Object> {
    private final ObjectNode json;
    private final ValueType.ObjectOf declared;

    ObjectView(ObjectNode json, ValueType.ObjectOf declared) {
      this.json = json;
      this.declared = declared;
    }

    private @Nullable JsonNode field(@Nullable Object name) {
      String inJson = name instanceof String text ? declared.jsonNames().get(text) : null;
      return inJson == null ? null : json.get(inJson);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return field(key) != null;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      JsonNode value = field(key);
      return value == null ? null : of(value, Objects.requireNonNull(declared.fields().get(key)));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      Map<String, Object> all = new LinkedHashMap<>();
      for (String name : declared.fields().keySet()) {
        Object value = get(name);
        if (value != null) {
          all.put(name, value);
        }
      }
      return all.entrySet();
    }
  }
}
