package io.ubernetes.apimachinery.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One run of [Decoding] over one body: reads the tokens once, guided by the schema. Belongs to one
/// thread. Every method that reads a value finds the parser at its first token and leaves it at its
/// last.
final class Decoder {

  /// As Kubernetes: more strict errors than these are not collected.
  private static final int MAX_STRICT_ERRORS = 100;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonParser parser;
  private final DecodePath path = new DecodePath();
  private final Set<String> strictErrors = new LinkedHashSet<>();
  private String fault = "";

  Decoder(JsonParser parser) {
    this.parser = parser;
  }

  Decoded decode(Schema schema) {
    path.enter(schema);
    return decoded(struct(schema, NODES.objectNode()));
  }

  /// What null becomes.
  Decoded decodeNothing(Schema schema) {
    return decoded(complete(schema, NODES.objectNode()));
  }

  private Decoded decoded(ObjectNode object) {
    return new Decoded(object, List.copyOf(strictErrors), fault);
  }

  /// @param earlier what an earlier duplicate of the field was decoded to, or null
  private @Nullable JsonNode value(Schema schema, @Nullable JsonNode earlier) {
    JsonToken token = parser.currentToken();
    return switch (schema.type()) {
      case OBJECT -> {
        if (token != JsonToken.START_OBJECT) {
          yield isRaw(schema) ? verbatim() : mismatch(schema);
        }
        ObjectNode into = earlier instanceof ObjectNode object ? object : NODES.objectNode();
        if (schema.embeddedResource() && schema.builtIn()) {
          yield verbatim();
        }
        if (schema.additionalProperties() != null && schema.properties().isEmpty()) {
          yield map(schema.additionalProperties(), into);
        }
        yield schema.preservesUnknownFields() && schema.properties().isEmpty()
            ? verbatim()
            : struct(schema, into);
      }
      case ARRAY -> token == JsonToken.START_ARRAY ? list(schema) : mismatch(schema);
      case ANY -> verbatim();
      case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING, QUANTITY -> scalar(schema);
    };
  }

  /// Kubernetes' `RawExtension`, which takes in whatever stands there.
  private static boolean isRaw(Schema schema) {
    return schema.builtIn()
        && schema.preservesUnknownFields()
        && schema.properties().isEmpty()
        && schema.additionalProperties() == null;
  }

  private ObjectNode struct(Schema schema, ObjectNode object) {
    Set<String> seen = new LinkedHashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      Schema field = schema.properties().get(name);
      if (field == null) {
        field = schema.additionalProperties();
      }
      path.push(name);
      if (field != null) {
        if (!seen.add(name)) {
          strict("duplicate");
        }
        field(object, name, field);
      } else if (schema.preservesUnknownFields()) {
        object.set(name, verbatim());
      } else {
        strict("unknown");
        parser.skipChildren();
      }
      path.pop();
    }
    return complete(schema, object);
  }

  private void field(ObjectNode object, String name, Schema field) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      if (field.nullable()) {
        object.putNull(name);
      }
      return;
    }
    path.enter(field);
    JsonNode value = value(field, object.get(name));
    path.leave();
    if (value == null || isOmitted(field, value)) {
      object.remove(name);
    } else {
      object.set(name, value);
    }
  }

  private static boolean isOmitted(Schema field, JsonNode value) {
    if (!field.builtIn() || field.presence() != Schema.Presence.OMITTED_WHEN_EMPTY) {
      return false;
    }
    return switch (value.getNodeType()) {
      case ARRAY, OBJECT -> value.isEmpty() && !field.preservesUnknownFields();
      case STRING -> value.stringValue().isEmpty();
      case NUMBER -> field.type() != Schema.Type.QUANTITY && value.decimalValue().signum() == 0;
      case BOOLEAN -> !value.booleanValue();
      case NULL, BINARY, MISSING, POJO -> false;
    };
  }

  /// Adds the fields that a built-in struct always has.
  private static ObjectNode complete(Schema schema, ObjectNode object) {
    if (schema.builtIn()) {
      SchemaNode node = SchemaNode.of(schema);
      for (Map.Entry<String, Schema> field : node.alwaysWritten()) {
        if (!object.has(field.getKey())) {
          object.set(field.getKey(), zero(field.getValue()));
        }
      }
    }
    return object;
  }

  /// What a field holds that was not given: Go's zero value. It is null for lists, maps and
  /// pointers; what is no pointer has its zero value as default in the schema.
  private static JsonNode zero(Schema schema) {
    JsonNode zero = schema.defaultValue();
    return switch (schema.type()) {
      case OBJECT ->
          zero != null && zero.isObject() ? complete(schema, NODES.objectNode()) : NODES.nullNode();
      case STRING -> zero == null ? NODES.nullNode() : NODES.stringNode("");
      case INTEGER, NUMBER -> zero == null ? NODES.nullNode() : NODES.numberNode(0);
      case BOOLEAN -> zero == null ? NODES.nullNode() : NODES.booleanNode(false);
      case INT_OR_STRING -> NODES.numberNode(0);
      case QUANTITY -> NODES.stringNode("0");
      case ARRAY, ANY -> NODES.nullNode();
    };
  }

  /// What null stands for as an item of a list or value of a map of built-in types.
  private static JsonNode zeroElement(Schema schema) {
    return switch (schema.type()) {
      case OBJECT ->
          schema.properties().isEmpty() ? NODES.nullNode() : complete(schema, NODES.objectNode());
      case STRING -> NODES.stringNode("");
      case INTEGER, NUMBER -> NODES.numberNode(0);
      case BOOLEAN -> NODES.booleanNode(false);
      case INT_OR_STRING, QUANTITY, ARRAY, ANY -> zero(schema);
    };
  }

  private ObjectNode map(Schema values, ObjectNode object) {
    Set<String> seen = new LinkedHashSet<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      path.pushKey(key);
      if (!seen.add(key)) {
        strict("duplicate");
      }
      JsonNode value = element(values, object.get(key));
      if (value != null) {
        object.set(key, value);
      }
      path.pop();
    }
    return object;
  }

  private ArrayNode list(Schema schema) {
    ArrayNode list = NODES.arrayNode();
    Schema items = schema.items();
    int index = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      path.pushIndex(index++);
      JsonNode item = items == null ? verbatim() : element(items, null);
      if (item != null) {
        list.add(item);
      }
      path.pop();
    }
    return list;
  }

  /// An item of a list or value of a map. Null stands for the zero value in built-in types.
  private @Nullable JsonNode element(Schema schema, @Nullable JsonNode earlier) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return schema.builtIn() ? zeroElement(schema) : NODES.nullNode();
    }
    path.enter(schema);
    JsonNode value = value(schema, earlier);
    path.leave();
    return value;
  }

  private @Nullable JsonNode scalar(Schema schema) {
    JsonToken token = parser.currentToken();
    if (!schema.builtIn()) {
      return verbatim();
    }
    GoScalar.Result result = GoScalar.decode(schema, token, parser);
    return switch (result) {
      case GoScalar.Value(JsonNode value) -> value;
      case GoScalar.WrongType(String found) -> {
        parser.skipChildren();
        yield fault(path.cannotUnmarshal(found, schema));
      }
      case GoScalar.Refused(String why) -> {
        parser.skipChildren();
        yield fault(why);
      }
    };
  }

  /// A value of another JSON type than an object or list. Types that are not built in keep it: it
  /// is for validation to complain.
  private @Nullable JsonNode mismatch(Schema schema) {
    if (!schema.builtIn()) {
      return verbatim();
    }
    String found = goKind(parser.currentToken());
    parser.skipChildren();
    return fault(path.cannotUnmarshal(found, schema));
  }

  private @Nullable JsonNode fault(String why) {
    if (fault.isEmpty()) {
      fault = why;
    }
    return null;
  }

  /// What a value is called in Go's messages.
  static String goKind(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
      case VALUE_TRUE, VALUE_FALSE -> "bool";
      case null, default -> "null";
    };
  }

  /// A value as it stands; duplicates in it are reported.
  private JsonNode verbatim() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          path.pushKey(name);
          if (object.has(name)) {
            strict("duplicate");
          }
          object.set(name, verbatim());
          path.pop();
        }
        yield object;
      }
      case START_ARRAY -> {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          path.pushIndex(array.size());
          array.add(verbatim());
          path.pop();
        }
        yield array;
      }
      default -> GoScalar.verbatim(parser);
    };
  }

  private void strict(String what) {
    if (strictErrors.size() < MAX_STRICT_ERRORS) {
      strictErrors.add(what + " field \"" + path + "\"");
    }
  }
}
