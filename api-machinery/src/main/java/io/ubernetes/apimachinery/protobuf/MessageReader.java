package io.ubernetes.apimachinery.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.ubernetes.apimachinery.protobuf.Message.Count;
import io.ubernetes.apimachinery.protobuf.Message.Field;
import io.ubernetes.apimachinery.schema.Schema;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads messages into JSON trees. The message says what stands on the wire, the schema how it is
/// written in JSON: fields of a message that the schema does not know by name belong to an embedded
/// Go struct, whose fields JSON shows in the outer object. Fields with unknown numbers are skipped,
/// as Kubernetes does. Made for one body.
final class MessageReader {

  /// Far deeper than any object of the API; a body that is made to exhaust the stack ends here.
  private static final int MAX_DEPTH = 200;

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final CodedInputStream in;
  private int depth;

  MessageReader(byte[] wire) {
    this.in = CodedInputStream.newInstance(wire);
  }

  /// Adds the fields of the message that all the bytes are.
  ///
  /// @throws IOException when it is no such message
  void readInto(ObjectNode object, Message message, Schema schema) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = message.field(WireFormat.getTagFieldNumber(tag));
      if (field == null) {
        skip(tag);
      } else {
        readField(object, field, WireFormat.getTagWireType(tag), schema);
      }
    }
  }

  private void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      throw new InvalidProtocolBufferException("proto: unexpected end of group");
    }
  }

  private void readField(ObjectNode object, Field field, int wireType, Schema schema)
      throws IOException {
    String name = JsonNames.of(field.name(), schema);
    Schema property = schema.property(name);
    switch (field.count()) {
      case MAP -> {
        expect(field, wireType, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        readEntry(object.withObjectProperty(name), field, values(property));
      }
      case LIST -> readItems(object.withArrayProperty(name), field, wireType, items(property));
      case ONE -> {
        if (property == null && field.isMessage()) {
          readEmbedded(object, field, wireType, schema);
        } else {
          object.set(name, value(field, wireType, property));
        }
      }
    }
  }

  private static @Nullable Schema values(@Nullable Schema property) {
    return property == null ? null : property.additionalProperties();
  }

  private static @Nullable Schema items(@Nullable Schema property) {
    return property == null ? null : property.items();
  }

  private void readEmbedded(ObjectNode outer, Field field, int wireType, Schema schema)
      throws IOException {
    int limit = enter(field, wireType);
    readInto(outer, Messages.byName(field.type()), schema);
    leave(limit);
  }

  private void readEntry(ObjectNode map, Field field, @Nullable Schema values) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    String key = "";
    JsonNode value = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int wireType = WireFormat.getTagWireType(tag);
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> {
          expect(field, wireType, WireFormat.WIRETYPE_LENGTH_DELIMITED);
          key = in.readString();
        }
        case 2 -> value = value(field, wireType, values);
        default -> skip(tag);
      }
    }
    in.popLimit(limit);
    map.set(key, value == null ? zero(field) : value);
  }

  /// An entry may lack its value on the wire.
  private static JsonNode zero(Field field) {
    return switch (field.type()) {
      case "string", "bytes" -> NODES.stringNode("");
      case "bool" -> NODES.booleanNode(false);
      case "int32", "int64", "double" -> NODES.numberNode(0);
      default -> NODES.nullNode();
    };
  }

  /// Numbers may come one by one or packed together.
  private void readItems(ArrayNode list, Field field, int wireType, @Nullable Schema items)
      throws IOException {
    boolean scalar =
        !field.isMessage() && wireTypeOf(field) != WireFormat.WIRETYPE_LENGTH_DELIMITED;
    if (!scalar || wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      list.add(value(field, wireType, items));
      return;
    }
    int limit = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      list.add(value(field, wireTypeOf(field), items));
    }
    in.popLimit(limit);
  }

  private JsonNode value(Field field, int wireType, @Nullable Schema schema) throws IOException {
    if (field.isMessage()) {
      int limit = enter(field, wireType);
      JsonNode value = message(Messages.byName(field.type()), schema);
      leave(limit);
      return value;
    }
    expect(field, wireType, wireTypeOf(field));
    return switch (field.type()) {
      case "string" -> NODES.stringNode(in.readString());
      case "bytes" -> NODES.stringNode(Base64.getEncoder().encodeToString(in.readByteArray()));
      case "bool" -> NODES.booleanNode(in.readBool());
      case "int32" -> NODES.numberNode(in.readInt32());
      case "int64" -> whole(in.readInt64());
      case "double" -> decimal(in.readDouble());
      default -> throw new IllegalStateException("no value is a " + field.type());
    };
  }

  /// Of the node type that a JSON parser gives, since nodes of different types are not equal.
  private static JsonNode whole(long number) {
    return (int) number == number ? NODES.numberNode((int) number) : NODES.numberNode(number);
  }

  private static JsonNode decimal(double number) throws InvalidProtocolBufferException {
    if (!Double.isFinite(number)) {
      throw new InvalidProtocolBufferException("json: unsupported value: " + number);
    }
    return (long) number == number
        ? whole((long) number)
        : NODES.numberNode(BigDecimal.valueOf(number));
  }

  private JsonNode message(Message message, @Nullable Schema schema) throws IOException {
    JsonNode special = SpecialMessages.read(message, in, this);
    if (special != null) {
      return special;
    }
    if (schema != null && schema.type() == Schema.Type.ARRAY && message.isList()) {
      ArrayNode list = NODES.arrayNode();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        Field only = message.field(WireFormat.getTagFieldNumber(tag));
        if (only == null) {
          skip(tag);
        } else {
          readItems(list, only, WireFormat.getTagWireType(tag), items(schema));
        }
      }
      return list;
    }
    ObjectNode object = NODES.objectNode();
    if (schema == null) { // of a newer Kubernetes than the schemas
      in.skipMessage();
    } else {
      readInto(object, message, schema);
    }
    return object;
  }

  /// The fields of one of the [SpecialMessages], up to its end.
  ///
  /// @param schema of all fields that are messages
  ObjectNode parts(Message message, Schema schema) throws IOException {
    ObjectNode parts = NODES.objectNode();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = message.field(WireFormat.getTagFieldNumber(tag));
      int wireType = WireFormat.getTagWireType(tag);
      if (field == null) {
        skip(tag);
      } else if (field.count() == Count.LIST) {
        readItems(parts.withArrayProperty(field.name()), field, wireType, schema);
      } else {
        parts.set(field.name(), value(field, wireType, schema));
      }
    }
    return parts;
  }

  private int enter(Field field, int wireType) throws IOException {
    expect(field, wireType, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    if (++depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("proto: nested too deeply");
    }
    return in.pushLimit(in.readRawVarint32());
  }

  private void leave(int limit) throws IOException {
    in.checkLastTagWas(0);
    in.popLimit(limit);
    depth--;
  }

  private static int wireTypeOf(Field field) {
    return switch (field.type()) {
      case "bool", "int32", "int64" -> WireFormat.WIRETYPE_VARINT;
      case "double" -> WireFormat.WIRETYPE_FIXED64;
      default -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
    };
  }

  private static void expect(Field field, int actual, int expected)
      throws InvalidProtocolBufferException {
    if (actual != expected) {
      throw new InvalidProtocolBufferException(
          "proto: wrong wireType = %d for field %s".formatted(actual, goName(field.name())));
    }
  }

  private static String goName(String field) {
    return field.equals("metadata")
        ? "ObjectMeta"
        : Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }
}
