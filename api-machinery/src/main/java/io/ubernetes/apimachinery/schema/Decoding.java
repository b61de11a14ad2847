package io.ubernetes.apimachinery.schema;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns bodies into objects as a Kubernetes API server does: names are case-sensitive, unknown
/// fields are dropped and reported, duplicates are reported and the last one counts, nulls of
/// fields are dropped, values of a wrong type refuse the body. The objects of built-in kinds come
/// out in the form in which Kubernetes writes them: without empty optional fields, with the zero
/// values that its structs always have, with quantities and times in their canonical form.
///
/// Pure functions; thread-safe.
public final class Decoding {

  /// Reads what Kubernetes' decoder lets pass, duplicates among it.
  private static final JsonFactory LENIENT = new JsonFactory();

  /// How Go calls the type into which a server reads no more than the kind of a body.
  private static final String TYPE_META =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  /// How much of a body that is no object is shown in the message, in bytes.
  private static final int SHOWN_BYTES = 30;

  private Decoding() {}

  /// Reads a JSON body that shall be an object of a kind.
  ///
  /// @param expected the kind of the resource; a body without `apiVersion` and `kind` gets it
  /// @throws ApiException 400 with Kubernetes' message when the body is no JSON object, of another
  ///   kind or version, of wrong types, or has unknown or duplicate fields in strict mode
  public static DecodeResult decode(
      byte[] json, GroupVersionKind expected, Schema schema, FieldValidation mode) {
    Decoded decoded;
    try {
      decoded = decode(json, schema);
    } catch (JacksonException e) {
      throw unrecognized(json, expected, e);
    }
    return accept(decoded, expected, mode);
  }

  /// As [#decode(byte[], GroupVersionKind, Schema, FieldValidation)], of a body that was parsed by
  /// the caller (YAML, the result of a patch).
  public static DecodeResult decode(
      ObjectNode tree, GroupVersionKind expected, Schema schema, FieldValidation mode) {
    return decode(tree, expected, schema, mode, List.of());
  }

  /// As [#decode(ObjectNode, GroupVersionKind, Schema, FieldValidation)], of a body in which the
  /// caller found mistakes that only count in strict mode.
  ///
  /// @param mistakes as they are told to the client, before those that are found here
  public static DecodeResult decode(
      ObjectNode tree,
      GroupVersionKind expected,
      Schema schema,
      FieldValidation mode,
      List<String> mistakes) {
    Decoded decoded = decode(tree, schema);
    List<String> all = new ArrayList<>(mistakes);
    all.addAll(decoded.strictErrors());
    return accept(new Decoded(decoded.object(), all, decoded.fault()), expected, mode);
  }

  /// Reads a JSON body and tells what is wrong with it, without judging.
  ///
  /// @throws JacksonException when it is no JSON, or neither an object nor null
  public static Decoded decode(byte[] json, Schema schema) {
    try (JsonParser parser = LENIENT.createParser(ObjectReadContext.empty(), json)) {
      Decoded decoded = decode(parser, schema);
      if (parser.nextToken() != null) {
        throw new MalformedException(GoJsonSyntax.fault(json));
      }
      return decoded;
    }
  }

  /// As [#decode(byte[], Schema)], of a tree. The tree is not changed.
  public static Decoded decode(ObjectNode tree, Schema schema) {
    try (JsonParser parser = Json.MAPPER.treeAsTokens(tree)) {
      return decode(parser, schema);
    }
  }

  /// What a scalar type says of a value; empty when it takes it.
  static String faultOfValue(JsonNode value, Schema schema) {
    if (value.isContainer()) {
      return new DecodePath().cannotUnmarshal(goKind(value), schema);
    }
    try (JsonParser parser = Json.MAPPER.treeAsTokens(value)) {
      return switch (GoScalar.decode(schema, parser.nextToken(), parser)) {
        case GoScalar.Value taken -> "";
        case GoScalar.WrongType(String found) -> new DecodePath().cannotUnmarshal(found, schema);
        case GoScalar.Refused(String why) -> why;
      };
    }
  }

  private static Decoded decode(JsonParser parser, Schema schema) {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return new Decoder(parser).decodeNothing(schema);
    }
    if (token == null) {
      throw new MalformedException("unexpected end of JSON input");
    }
    if (token != JsonToken.START_OBJECT) {
      throw new MalformedException(
          "json: cannot unmarshal "
              + Decoder.goKind(token)
              + " into Go value of type "
              + TYPE_META);
    }
    return new Decoder(parser).decode(schema);
  }

  private static DecodeResult accept(
      Decoded decoded, GroupVersionKind expected, FieldValidation mode) {
    GroupVersionKind actual = identify(decoded.object(), expected);
    if (!decoded.fault().isEmpty()) {
      throw cannotBeHandled(actual, expected, decoded.fault());
    }
    if (Schemas.find(expected).isPresent() && Schemas.find(actual).isEmpty()) {
      throw cannotBeHandled(actual, expected, notRegistered(actual));
    }
    boolean builtIn = Schemas.find(expected).isPresent();
    if (!actual.kind().equals(expected.kind())) {
      throw builtIn
          ? cannotBeHandled(actual, expected, unknownConversion(actual, expected))
          : otherKind(decoded.object(), actual, expected);
    }
    if (!actual.groupVersion().equals(expected.groupVersion())) {
      throw ApiException.badRequest(
          "the API version in the data ("
              + actual.apiVersion()
              + ") does not match the expected API version ("
              + expected.apiVersion()
              + ")");
    }
    List<String> strictErrors =
        builtIn ? decoded.strictErrors() : inOrderOfPaths(decoded.strictErrors());
    if (mode == FieldValidation.STRICT && !strictErrors.isEmpty()) {
      throw cannotBeHandled(
          actual, expected, "strict decoding error: " + String.join(", ", strictErrors));
    }
    return new DecodeResult(
        decoded.object(), mode == FieldValidation.WARN ? strictErrors : List.of());
  }

  /// Kinds that are not its own Kubernetes reads first and compares with the schema then, so that
  /// it reports duplicates in the order of the body and unknown fields in that of their names.
  private static List<String> inOrderOfPaths(List<String> strictErrors) {
    return strictErrors.stream()
        .sorted(
            Comparator.comparing((String error) -> error.startsWith("unknown "))
                .thenComparing(error -> error.startsWith("unknown ") ? error : ""))
        .toList();
  }

  private static ApiException otherKind(
      ObjectNode object, GroupVersionKind actual, GroupVersionKind expected) {
    return ApiException.invalid(
        actual.group(),
        actual.kind(),
        Json.text(object, "metadata", "name"),
        List.of(
            FieldError.invalid("kind", "\"" + actual.kind() + "\"", "must be " + expected.kind())));
  }

  /// What the object says it is; what it does not say is filled in.
  private static GroupVersionKind identify(ObjectNode object, GroupVersionKind expected) {
    if (Json.text(object, "apiVersion").isEmpty()) {
      object.put("apiVersion", expected.apiVersion());
    }
    if (Json.text(object, "kind").isEmpty()) {
      object.put("kind", expected.kind());
    }
    return GroupVersionKind.of(Json.text(object, "apiVersion"), Json.text(object, "kind"));
  }

  /// Kubernetes names the place where its list of kinds is made.
  public static String notRegistered(GroupVersionKind kind) {
    return "no kind \"%s\" is registered for version \"%s\" in scheme \"%s\""
        .formatted(
            kind.kind(), kind.apiVersion(), "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30");
  }

  /// Why an object of one kind is not taken for another's.
  public static String unknownConversion(GroupVersionKind actual, GroupVersionKind expected) {
    String group = expected.group().isEmpty() ? "core" : expected.group().split("\\.")[0];
    return "converting (%s.%s) to (%s.%s): unknown conversion"
        .formatted(actual.version(), actual.kind(), group, expected.kind());
  }

  private static ApiException cannotBeHandled(
      GroupVersionKind actual, GroupVersionKind expected, String why) {
    return ApiException.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: %s"
            .formatted(actual.kind(), actual.version(), expected.kind(), why));
  }

  private static ApiException unrecognized(
      byte[] json, GroupVersionKind expected, JacksonException e) {
    String why =
        e instanceof MalformedException ? e.getOriginalMessage() : GoJsonSyntax.fault(json);
    return unrecognized(
        json, expected.kind(), "couldn't get version/kind; json parse error: " + why);
  }

  /// The refusal of a body that is a value, but no object.
  public static ApiException noObject(byte[] body, String expectedKind, JsonNode value) {
    return unrecognized(
        body,
        expectedKind,
        "couldn't get version/kind; json parse error: json: cannot unmarshal "
            + goKind(value)
            + " into Go value of type "
            + TYPE_META);
  }

  /// What Go calls a JSON value in messages.
  public static String goKind(JsonNode value) {
    return Decoder.goKind(value.asToken());
  }

  /// The refusal of a body in which not even the kind can be found.
  ///
  /// @param why after the kind, such as `yaml: mapping values are not allowed in this context`
  public static ApiException unrecognized(byte[] body, String expectedKind, String why) {
    return ApiException.badRequest(
        "the object provided is unrecognized (must be of type %s): %s (%s)"
            .formatted(expectedKind, why, summary(body)));
  }

  private static String summary(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    int shown = Math.min(body.length, SHOWN_BYTES);
    String text =
        body[0] == '{'
            ? new String(body, 0, shown, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(body, 0, shown);
    return body.length > shown ? text + " ..." : text;
  }

  /// A body that is no JSON, or no object, with Go's message.
  private static final class MalformedException extends JacksonException {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }
}
