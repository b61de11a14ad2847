package io.ubernetes.apimachinery.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The messages that are no object in JSON: times, quantities, numbers or strings, raw JSON, and
/// the alternatives in a JSON schema. Each stands in the wire format as Kubernetes' Go types write
/// it.
final class SpecialMessages {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private SpecialMessages() {}

  /// Reads the message if it is a special one, up to the limit of the stream.
  ///
  /// @return null when it is an ordinary one, of which nothing was read then
  static @Nullable JsonNode read(Message message, CodedInputStream in, MessageReader reader)
      throws IOException {
    return switch (message.definition()) {
      case META + "Time" -> time(in, SECONDS);
      case META + "MicroTime" -> time(in, MICROS);
      case META + "FieldsV1", EXTENSIONS + "JSON", "io.k8s.apimachinery.pkg.runtime.RawExtension" ->
          rawJson(in);
      case "io.k8s.apimachinery.pkg.api.resource.Quantity" -> quantity(in);
      case "io.k8s.apimachinery.pkg.util.intstr.IntOrString" -> intOrString(in);
      case EXTENSIONS + "JSONSchemaPropsOrArray",
          EXTENSIONS + "JSONSchemaPropsOrBool",
          EXTENSIONS + "JSONSchemaPropsOrStringArray" ->
          alternatives(message, reader);
      default -> null;
    };
  }

  /// An empty message is no time at all.
  private static JsonNode time(CodedInputStream in, DateTimeFormatter format) throws IOException {
    boolean empty = true;
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      empty = false;
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> seconds = in.readInt64();
        case 2 -> nanos = in.readInt32();
        default -> in.skipField(tag);
      }
    }
    if (empty) {
      return NODES.nullNode();
    }
    try {
      return NODES.stringNode(format.format(Instant.ofEpochSecond(seconds, nanos)));
    } catch (DateTimeException outOfRange) {
      throw new InvalidProtocolBufferException("proto: a time out of range");
    }
  }

  private static JsonNode rawJson(CodedInputStream in) throws IOException {
    JsonNode json = NODES.nullNode();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        byte[] raw = in.readByteArray();
        json = raw.length == 0 ? NODES.nullNode() : parse(raw);
      } else {
        in.skipField(tag);
      }
    }
    return json;
  }

  private static JsonNode parse(byte[] raw) throws IOException {
    try {
      return Json.MAPPER.readTree(raw);
    } catch (JacksonException malformed) {
      throw new InvalidProtocolBufferException("raw JSON: " + malformed.getOriginalMessage());
    }
  }

  private static JsonNode quantity(CodedInputStream in) throws IOException {
    String text = "0";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        text = in.readString();
      } else {
        in.skipField(tag);
      }
    }
    return NODES.stringNode(text.isEmpty() ? "0" : text);
  }

  private static JsonNode intOrString(CodedInputStream in) throws IOException {
    boolean isString = false;
    int number = 0;
    String text = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> isString = in.readInt64() == 1;
        case 2 -> number = in.readInt32();
        case 3 -> text = in.readString();
        default -> in.skipField(tag);
      }
    }
    return isString ? NODES.stringNode(text) : NODES.numberNode(number);
  }

  /// A schema, or else what the type's name says.
  private static JsonNode alternatives(Message message, MessageReader reader) throws IOException {
    Schema props = Schemas.byName(EXTENSIONS + "JSONSchemaProps");
    ObjectNode parts = reader.parts(message, props);
    if (parts.get("schema") instanceof ObjectNode schema) {
      return withoutEmpty(schema, props);
    }
    if (message.definition().endsWith("Bool")) {
      return NODES.booleanNode(parts.path("allows").asBoolean(false));
    }
    if (message.definition().endsWith("StringArray")) {
      return parts.withArrayProperty("property");
    }
    ArrayNode schemas = NODES.arrayNode();
    parts
        .withArrayProperty("jSONSchemas")
        .forEach(schema -> schemas.add(withoutEmpty((ObjectNode) schema, props)));
    return schemas;
  }

  /// What has no schema of its own is kept as it is later on, so it gets its final form here.
  private static ObjectNode withoutEmpty(ObjectNode schema, Schema props) {
    return Decoding.decode(schema, props).object();
  }
}
