package io.ubernetes.apimachinery.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is wrong with a tree that shall become an object of a built-in kind, in the words of the
/// converter through which Kubernetes sends the results of strategic merge patches. (Bodies go
/// through a decoder, which has other words: [Decoding].) Pure functions.
public final class ConversionFault {

  private ConversionFault() {}

  /// The first value of a wrong type, in the order of the Go structs; empty when there is none.
  public static String of(JsonNode value, Schema schema) {
    if (value.isNull()) {
      return "";
    }
    return switch (schema.type()) {
      case OBJECT -> ofObject(value, schema);
      case ARRAY -> ofList(value, schema);
      case STRING -> ofString(value, schema);
      case INTEGER ->
          value.isNumber()
              ? ofNumber(value, integerType(schema))
              : unrecognized(integerType(schema));
      case NUMBER -> value.isNumber() ? "" : unrecognized("float64");
      case BOOLEAN -> value.isBoolean() ? "" : unrecognized("bool");
      case INT_OR_STRING, QUANTITY -> ofOwnDecoder(value, schema);
      case ANY -> "";
    };
  }

  private static String ofObject(JsonNode value, Schema schema) {
    Schema values = schema.additionalProperties();
    if (values != null && schema.properties().isEmpty()) {
      return value instanceof ObjectNode map
          ? ofMap(map, values)
          : "cannot restore map from " + goKind(value);
    }
    if (schema.preservesUnknownFields() && schema.properties().isEmpty()) {
      return "";
    }
    return value instanceof ObjectNode struct
        ? ofStruct(struct, schema)
        : "cannot restore struct from: " + goKind(value);
  }

  private static String ofMap(ObjectNode map, Schema values) {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String fault = of(entry.getValue(), values);
      if (!fault.isEmpty()) {
        return fault;
      }
    }
    return "";
  }

  private static String ofStruct(ObjectNode struct, Schema schema) {
    for (String name : SchemaNode.of(schema).order()) {
      JsonNode value = struct.get(name);
      Schema declared = schema.property(name);
      String fault = value == null || declared == null ? "" : of(value, declared);
      if (!fault.isEmpty()) {
        return fault;
      }
    }
    return "";
  }

  private static String ofList(JsonNode value, Schema schema) {
    if (!(value instanceof ArrayNode list)) {
      return "cannot restore slice from " + goKind(value);
    }
    Schema items = schema.items();
    for (JsonNode item : list) {
      String fault = items == null ? "" : of(item, items);
      if (!fault.isEmpty()) {
        return fault;
      }
    }
    return "";
  }

  private static String ofString(JsonNode value, Schema schema) {
    return switch (schema.format()) {
      case "date-time" -> ofOwnDecoder(value, schema);
      case "byte" -> {
        if (!value.isString()) {
          yield "cannot restore slice from " + goKind(value);
        }
        int bad = GoBase64.firstIllegalByte(value.stringValue());
        yield bad < 0 ? "" : "error decoding from json: illegal base64 data at input byte " + bad;
      }
      default -> {
        if (value.isString()) {
          yield "";
        }
        yield value.isIntegralNumber() ? "cannot convert int64 to string" : unrecognized("string");
      }
    };
  }

  /// A number with a fraction of zero is taken.
  private static String ofNumber(JsonNode value, String wanted) {
    boolean whole = value.decimalValue().stripTrailingZeros().scale() <= 0;
    return whole ? "" : "cannot convert float64 to " + wanted;
  }

  /// Types that read themselves say the same as everywhere.
  private static String ofOwnDecoder(JsonNode value, Schema schema) {
    return Decoding.faultOfValue(value, schema);
  }

  private static String integerType(Schema schema) {
    return schema.format().isEmpty() ? "int64" : schema.format();
  }

  private static String unrecognized(String wanted) {
    return "unrecognized type: " + wanted;
  }

  /// What Go calls the type that a decoded value is held in.
  private static String goKind(@Nullable JsonNode value) {
    return switch (value) {
      case ObjectNode object -> "map";
      case ArrayNode list -> "slice";
      case JsonNode number when number.isNumber() ->
          number.isIntegralNumber() ? "int64" : "float64";
      case JsonNode flag when flag.isBoolean() -> "bool";
      case null, default -> "string";
    };
  }
}
