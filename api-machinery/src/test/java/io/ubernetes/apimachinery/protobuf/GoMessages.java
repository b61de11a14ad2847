package io.ubernetes.apimachinery.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.kubernetes.client.proto.Runtime;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes JSON objects as a Go client writes them in protobuf, by the descriptors of Kubernetes'
/// Java client: what is no pointer in Go is always on the wire, empty or not.
final class GoMessages {

  private final FileDescriptor file;

  GoMessages(FileDescriptor file) {
    this.file = file;
  }

  byte[] body(GroupVersionKind kind, ObjectNode object, Schema schema) {
    DynamicMessage message = message(file.findMessageTypeByName(kind.kind()), object, schema);
    byte[] unknown =
        Runtime.Unknown.newBuilder()
            .setTypeMeta(
                Runtime.TypeMeta.newBuilder().setApiVersion(kind.apiVersion()).setKind(kind.kind()))
            .setRaw(message.toByteString())
            .setContentEncoding("")
            .setContentType("")
            .build()
            .toByteArray();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {'k', '8', 's', 0});
    body.writeBytes(unknown);
    return body.toByteArray();
  }

  private static DynamicMessage message(Descriptor type, ObjectNode object, Schema schema) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      String name = jsonName(field, schema);
      if (name == null) {
        if (field.getJavaType() == JavaType.MESSAGE && !field.isRepeated()) { // embedded in Go
          builder.setField(field, message(field.getMessageType(), object, schema));
        }
        continue;
      }
      Schema property = Objects.requireNonNull(schema.properties().get(name));
      JsonNode value = object.get(name);
      if (value != null) {
        set(builder, field, value, property);
      } else if (!pointer(property)
          && !field.isRepeated()
          && field.getJavaType() != JavaType.MESSAGE) {
        builder.setField(field, zero(field));
      }
    }
    return builder.build();
  }

  /// What is written as null when absent has no zero value but that.
  private static boolean pointer(Schema property) {
    return switch (property.presence()) {
      case KEPT -> true;
      case ALWAYS -> property.defaultValue() == null;
      case OMITTED_WHEN_EMPTY -> false;
    };
  }

  private static Object zero(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> "";
      case BYTE_STRING -> ByteString.EMPTY;
      case BOOLEAN -> false;
      case INT -> 0;
      case LONG -> 0L;
      case DOUBLE -> 0.0;
      case FLOAT, ENUM, MESSAGE -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  /// The field of the schema that is this one but for the signs that protobuf does not allow.
  private static @Nullable String jsonName(FieldDescriptor field, Schema schema) {
    for (String name : schema.properties().keySet()) {
      String camel =
          Pattern.compile("-([a-z])")
              .matcher(name.replace("$", ""))
              .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
      if (camel.equalsIgnoreCase(field.getName())) {
        return name;
      }
    }
    return null;
  }

  private static void set(
      DynamicMessage.Builder builder, FieldDescriptor field, JsonNode value, Schema schema) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      for (Map.Entry<String, JsonNode> each : value.properties()) {
        builder.addRepeatedField(
            field,
            DynamicMessage.newBuilder(entry)
                .setField(entry.findFieldByNumber(1), each.getKey())
                .setField(
                    entry.findFieldByNumber(2),
                    one(entry.findFieldByNumber(2), each.getValue(), values(schema)))
                .build());
      }
    } else if (field.isRepeated()) {
      value.forEach(item -> builder.addRepeatedField(field, one(field, item, items(schema))));
    } else {
      builder.setField(field, one(field, value, schema));
    }
  }

  private static Schema values(Schema schema) {
    return Objects.requireNonNull(schema.additionalProperties());
  }

  private static Schema items(Schema schema) {
    return Objects.requireNonNull(schema.items());
  }

  private static Object one(FieldDescriptor field, JsonNode value, Schema schema) {
    return switch (field.getJavaType()) {
      case STRING -> value.stringValue();
      case BYTE_STRING -> ByteString.copyFrom(Base64.getDecoder().decode(value.stringValue()));
      case BOOLEAN -> value.booleanValue();
      case INT -> value.intValue();
      case LONG -> value.longValue();
      case DOUBLE -> value.doubleValue();
      case MESSAGE -> special(field.getMessageType(), value, schema);
      case FLOAT, ENUM -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  private static DynamicMessage special(Descriptor type, JsonNode value, Schema schema) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    switch (type.getName()) {
      case "Time", "MicroTime" -> {
        Instant time = Instant.parse(value.stringValue());
        builder.setField(type.findFieldByNumber(1), time.getEpochSecond());
        builder.setField(type.findFieldByNumber(2), time.getNano());
      }
      case "FieldsV1", "RawExtension", "JSON" ->
          builder.setField(type.findFieldByNumber(1), ByteString.copyFrom(Json.bytes(value)));
      case "Quantity" -> builder.setField(type.findFieldByNumber(1), value.stringValue());
      case "IntOrString" -> {
        builder.setField(type.findFieldByNumber(1), value.isString() ? 1L : 0L);
        builder.setField(type.findFieldByNumber(2), value.isString() ? 0 : value.intValue());
        builder.setField(type.findFieldByNumber(3), value.isString() ? value.stringValue() : "");
      }
      case "ExtraValue" ->
          value.forEach(
              item -> builder.addRepeatedField(type.findFieldByNumber(1), item.stringValue()));
      case "JSONSchemaPropsOrBool" ->
          builder.setField(type.findFieldByNumber(1), value.asBoolean());
      case "JSONSchemaPropsOrStringArray" ->
          value.forEach(
              item -> builder.addRepeatedField(type.findFieldByNumber(2), item.stringValue()));
      case "JSONSchemaPropsOrArray" -> {
        FieldDescriptor one = type.findFieldByNumber(1);
        Schema props =
            Schemas.byName(
                "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
        if (value instanceof ObjectNode object) {
          builder.setField(one, message(one.getMessageType(), object, props));
        } else {
          value.forEach(item ->
              builder.addRepeatedField(
                  type.findFieldByNumber(2),
                  message(one.getMessageType(), (ObjectNode) item, props)));
        }
      }
      default -> {
        return message(type, (ObjectNode) value, schema);
      }
    }
    return builder.build();
  }
}
