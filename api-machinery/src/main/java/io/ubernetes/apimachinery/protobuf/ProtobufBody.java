package io.ubernetes.apimachinery.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.FieldValidation;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/// Reads bodies of the media type `application/vnd.kubernetes.protobuf`: four fixed bytes, then a
/// `runtime.Unknown` with the kind and the bytes of the object. Only Kubernetes' own kinds have
/// such a form.
///
/// Pure functions; thread-safe. Source: `k8s.io/apimachinery`, the protobuf serializer.
public final class ProtobufBody {

  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};

  private static final int TYPE_META = 1;
  private static final int RAW = 2;

  private ProtobufBody() {}

  /// Whether objects of this shape can be sent as protobuf.
  public static boolean supports(Schema schema) {
    return schema.builtIn();
  }

  /// Reads a body that shall be an object of a kind.
  ///
  /// @param expected the kind of the resource; a body that names none gets it
  /// @param schema of that kind, which must be [#supports supported]
  /// @return the object as if it had been sent as JSON
  /// @throws ApiException 400 with Kubernetes' message when the body cannot be read or is of
  ///   another kind
  public static ObjectNode decode(byte[] body, GroupVersionKind expected, Schema schema) {
    return Decoding.decode(tree(body, expected, schema), expected, schema, FieldValidation.IGNORE)
        .object();
  }

  /// Reads options, which clients send in the group and version of what they are about.
  ///
  /// @throws ApiException 400 as [#decode]
  public static ObjectNode decodeOptions(byte[] body, String kind, Schema schema) {
    Envelope envelope = envelope(body, kind);
    GroupVersionKind actual = envelope.kind(GroupVersionKind.of("v1", kind));
    return object(envelope, actual, actual.kind().equals(kind), schema);
  }

  private static ObjectNode tree(byte[] body, GroupVersionKind expected, Schema schema) {
    Envelope envelope = envelope(body, expected.kind());
    GroupVersionKind actual = envelope.kind(expected);
    return object(envelope, actual, actual.equals(expected), schema);
  }

  /// @param readable whether the schema is that of the actual kind; otherwise only the kind is read
  private static ObjectNode object(
      Envelope envelope, GroupVersionKind actual, boolean readable, Schema schema) {
    ObjectNode object = Json.object();
    object.put("kind", actual.kind()).put("apiVersion", actual.apiVersion());
    if (readable) {
      try {
        new MessageReader(envelope.raw).readInto(object, message(schema), schema);
      } catch (IOException malformed) {
        throw ApiException.badRequest(
            "%s in version \"%s\" cannot be handled as a %s: %s"
                .formatted(actual.kind(), actual.version(), actual.kind(), words(malformed)));
      }
    }
    return object;
  }

  private static Envelope envelope(byte[] body, String kind) {
    requireMagic(body, kind);
    try {
      return Envelope.read(body);
    } catch (IOException malformed) {
      throw Decoding.unrecognized(body, kind, words(malformed));
    }
  }

  /// Ours are in Go's words already; those of the library begin with a capital letter.
  private static String words(IOException malformed) {
    String message = String.valueOf(malformed.getMessage());
    if (!Character.isUpperCase(message.charAt(0))) {
      return message;
    }
    return message.contains("ended unexpectedly")
        ? "unexpected EOF"
        : "proto: illegal wireType, length or tag";
  }

  private static Message message(Schema schema) throws IOException {
    Message message = Messages.find(schema.definition());
    if (message == null) {
      throw new IOException("no protobuf form is known of " + schema.definition());
    }
    return message;
  }

  private static void requireMagic(byte[] body, String kind) {
    if (body.length == 0) {
      throw Decoding.unrecognized(body, kind, "empty data");
    }
    boolean there =
        body.length >= MAGIC.length && Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    if (!there) {
      throw Decoding.unrecognized(
          body,
          kind,
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    if (body.length == MAGIC.length) {
      throw Decoding.unrecognized(body, kind, "empty body");
    }
  }

  /// What stands around every object.
  private record Envelope(String apiVersion, String kind, byte[] raw) {

    static Envelope read(byte[] body) throws IOException {
      CodedInputStream in =
          CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length);
      String apiVersion = "";
      String kind = "";
      byte[] raw = {};
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case TYPE_META -> {
            int limit = in.pushLimit(in.readRawVarint32());
            for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
              switch (WireFormat.getTagFieldNumber(inner)) {
                case 1 -> apiVersion = in.readString();
                case 2 -> kind = in.readString();
                default -> in.skipField(inner);
              }
            }
            in.popLimit(limit);
          }
          case RAW -> raw = in.readByteArray();
          default -> in.skipField(tag);
        }
      }
      return new Envelope(apiVersion, kind, raw);
    }

    GroupVersionKind kind(GroupVersionKind expected) {
      return GroupVersionKind.of(
          apiVersion.isEmpty() ? expected.apiVersion() : apiVersion,
          kind.isEmpty() ? expected.kind() : kind);
    }
  }
}
