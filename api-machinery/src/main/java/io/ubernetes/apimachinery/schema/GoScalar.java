package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.Quantity;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How Kubernetes' Go types read single values, and in which form they write them again.
final class GoScalar {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private GoScalar() {}

  /// What became of a value.
  sealed interface Result {}

  record Value(JsonNode value) implements Result {}

  /// The value has another JSON type than the field.
  ///
  /// @param found what it is, in Go's words
  record WrongType(String found) implements Result {}

  /// The type itself refused the value.
  record Refused(String why) implements Result {}

  /// Reads the parser's current value; leaves the parser where it is.
  static Result decode(Schema schema, JsonToken token, JsonParser parser) {
    return switch (schema.type()) {
      case STRING ->
          switch (schema.format()) {
            case "date-time" -> time(schema, token, parser);
            case "byte" -> bytes(token, parser);
            default -> string(token, parser);
          };
      case INTEGER -> integer(schema.format().equals("int32"), token, parser);
      case NUMBER -> isNumber(token) ? new Value(verbatim(parser)) : wrongType(token);
      case BOOLEAN ->
          token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE
              ? new Value(verbatim(parser))
              : wrongType(token);
      case INT_OR_STRING -> intOrString(token, parser);
      case QUANTITY -> quantity(token, parser);
      case OBJECT, ARRAY, ANY ->
          throw new IllegalArgumentException(schema.type() + " is no scalar");
    };
  }

  private static Result string(JsonToken token, JsonParser parser) {
    return token == JsonToken.VALUE_STRING ? new Value(verbatim(parser)) : wrongType(token);
  }

  private static Result integer(boolean narrow, JsonToken token, JsonParser parser) {
    if (!isNumber(token)) {
      return wrongType(token);
    }
    boolean fits =
        token == JsonToken.VALUE_NUMBER_INT
            && switch (parser.getNumberType()) {
              case INT -> true;
              case LONG -> !narrow;
              default -> false;
            };
    return fits ? new Value(verbatim(parser)) : new WrongType("number " + parser.getString());
  }

  private static Result intOrString(JsonToken token, JsonParser parser) {
    if (token == JsonToken.VALUE_STRING) {
      return new Value(verbatim(parser));
    }
    Result number = integer(true, token, parser);
    return number instanceof WrongType(String found)
        ? new Refused("json: cannot unmarshal " + found + " into Go value of type int32")
        : number;
  }

  private static Result quantity(JsonToken token, JsonParser parser) {
    String text = isScalar(token) ? parser.getString().strip() : "";
    try {
      return new Value(NODES.stringNode(Quantity.parse(text).toString()));
    } catch (IllegalArgumentException e) {
      return new Refused(String.valueOf(e.getMessage()));
    }
  }

  private static Result bytes(JsonToken token, JsonParser parser) {
    if (token != JsonToken.VALUE_STRING) {
      return wrongType(token);
    }
    String text = parser.getString();
    int bad = GoBase64.firstIllegalByte(text);
    return bad < 0
        ? new Value(NODES.stringNode(text))
        : new Refused("illegal base64 data at input byte " + bad);
  }

  private static Result time(Schema schema, JsonToken token, JsonParser parser) {
    if (token != JsonToken.VALUE_STRING) {
      return new Refused(
          "json: cannot unmarshal " + Decoder.goKind(token) + " into Go value of type string");
    }
    String text = parser.getString();
    boolean micro = schema.definition().endsWith("MicroTime");
    if (!(micro ? GoTime.hasMicroForm(text) : GoTime.hasForm(text))) {
      return new Refused(GoTime.fault(text, micro));
    }
    try {
      OffsetDateTime time =
          OffsetDateTime.parse(text.replace(',', '.')).withOffsetSameInstant(ZoneOffset.UTC);
      return new Value(
          NODES.stringNode(
              micro
                  ? MICROSECONDS.format(time.truncatedTo(ChronoUnit.MICROS))
                  : SECONDS.format(time)));
    } catch (DateTimeParseException e) {
      return new Refused(GoTime.fault(text, micro));
    }
  }

  private static boolean isNumber(JsonToken token) {
    return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private static boolean isScalar(JsonToken token) {
    return token.isScalarValue();
  }

  private static Result wrongType(JsonToken token) {
    return new WrongType(Decoder.goKind(token));
  }

  /// The parser's current value, which is no object and no list, as it stands.
  static JsonNode verbatim(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> NODES.stringNode(parser.getString());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDecimalValue());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
          };
      case null, default -> NODES.nullNode();
    };
  }
}
