package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.protobuf.ProtobufBody;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.schema.DecodeResult;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.FieldValidation;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the objects that clients send: JSON, YAML or protobuf, of the kind that the path names,
/// with fields of the right types.
final class Bodies {

  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

  private Bodies() {}

  /// The object in the body of a POST or PUT.
  static ObjectNode object(Served served, Request request, WriteOptions options) {
    Schema schema = served.version().schema();
    return switch (RequestBody.typeOf(request, schema)) {
      case JSON ->
          take(
              Decoding.decode(request.body(), served.kind(), schema, options.fieldValidation()),
              options);
      case YAML -> yamlObject(served, request, options);
      case PROTOBUF -> ProtobufBody.decode(request.body(), served.kind(), schema);
    };
  }

  private static ObjectNode yamlObject(Served served, Request request, WriteOptions options) {
    YamlReader.Document document = yaml(request, served.kind());
    List<String> repeated = document.repeatedKeys();
    boolean strict = options.fieldValidation() == FieldValidation.STRICT;
    return take(
        Decoding.decode(
            root(document, request, served.kind()),
            served.kind(),
            served.version().schema(),
            options.fieldValidation(),
            strict && !repeated.isEmpty() ? List.of(unmarshalErrors(repeated)) : repeated),
        options);
  }

  private static YamlReader.Document yaml(Request request, GroupVersionKind kind) {
    try {
      return YamlReader.read(request.body());
    } catch (YamlException malformed) {
      throw Decoding.unrecognized(request.body(), kind.kind(), malformed.words());
    }
  }

  /// An empty document is an object that says nothing.
  private static ObjectNode root(
      YamlReader.Document document, Request request, GroupVersionKind kind) {
    return switch (document.value()) {
      case ObjectNode object -> object;
      case NullNode nothing -> Json.object();
      default -> throw Decoding.noObject(request.body(), kind.kind(), document.value());
    };
  }

  private static String unmarshalErrors(List<String> repeatedKeys) {
    return "yaml: unmarshal errors:\n  " + String.join("\n  ", repeatedKeys);
  }

  /// The body of a server-side apply, which may be YAML or JSON. It is kept as the client sent it.
  static ObjectNode configuration(Request request, WriteOptions options) {
    YamlReader.Document document;
    try {
      document = YamlReader.read(request.body());
    } catch (YamlException malformed) {
      throw ApiException.badRequest(
          "error decoding YAML: error converting YAML to JSON: " + malformed.words());
    }
    List<String> repeated = document.repeatedKeys();
    if (!repeated.isEmpty() && options.fieldValidation() == FieldValidation.STRICT) {
      throw ApiException.badRequest(
          "error strict decoding YAML: error converting YAML to JSON: "
              + unmarshalErrors(repeated));
    }
    if (options.fieldValidation() == FieldValidation.WARN) {
      options.warnings().addAll(repeated);
    }
    return switch (document.value()) {
      case ObjectNode object -> object;
      case NullNode nothing -> throw ApiException.badRequest("invalid object type: /, Kind=");
      default ->
          throw ApiException.badRequest(
              "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot"
                  + " unmarshal "
                  + Decoding.goKind(document.value())
                  + " into Go value of type map[string]interface {}");
    };
  }

  /// Checks the types of a tree's fields, and what of it the kind does not know.
  static ObjectNode checked(Served served, ObjectNode tree, WriteOptions options) {
    return take(
        Decoding.decode(tree, served.kind(), served.version().schema(), options.fieldValidation()),
        options);
  }

  static ObjectNode scale(Request request) {
    Schema schema = scaleSchema();
    FieldValidation mode = FieldValidation.IGNORE;
    return switch (RequestBody.typeOf(request, schema)) {
      case JSON -> Decoding.decode(request.body(), SCALE, schema, mode).object();
      case YAML -> {
        ObjectNode tree = root(yaml(request, SCALE), request, SCALE);
        yield Decoding.decode(tree, SCALE, schema, mode).object();
      }
      case PROTOBUF -> ProtobufBody.decode(request.body(), SCALE, schema);
    };
  }

  static Schema scaleSchema() {
    return Schemas.byKind(SCALE);
  }

  private static ObjectNode take(DecodeResult result, WriteOptions options) {
    options.warnings().addAll(result.warnings());
    return result.object();
  }
}
