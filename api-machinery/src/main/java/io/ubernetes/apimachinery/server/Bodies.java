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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Reads the objects that clients send: JSON, YAML or protobuf, of the kind that the path names, with fields
/// of the right types.
final class Bodies {

  private static final GroupVersionKind SCALE = new GroupVersionKind("autoscaling", "v1", "Scale");

  private Bodies() {}

  /// The object in the body of a POST or PUT.
  static ObjectNode object(Served served, Request request, WriteOptions options) {
    Schema schema = served.version().schema();
    return switch (RequestBody.typeOf(request, schema)) {
      case JSON ->
          take(
              Decoding.decode(
                  request.body(),
                  served.kind(),
                  schema,
                  options.fieldValidation()),
              options);
      case YAML -> checked(served, yaml(request, served.kind()), options);
      case PROTOBUF -> ProtobufBody.decode(request.body(), served.kind(), schema);
    };
  }

  private static ObjectNode yaml(Request request, GroupVersionKind kind) {
    try {
      return Yaml.parse(request.body());
    } catch (JacksonException malformed) {
      throw Decoding.unrecognized(
          request.body(), kind.kind(), "yaml: " + malformed.getOriginalMessage());
    }
  }

  /// The body of a server-side apply, which may be YAML or JSON. It is kept as the client sent it.
  static ObjectNode configuration(Request request, WriteOptions options) {
    try {
      ObjectNode configuration = Yaml.parseLastWins(request.body());
      options.warnings().addAll(Yaml.repeatedKeys(request.body()));
      return configuration;
    } catch (JacksonException malformed) {
      throw ApiException.badRequest("error decoding YAML: " + malformed.getOriginalMessage());
    }
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
      case YAML -> Decoding.decode(yaml(request, SCALE), SCALE, schema, mode).object();
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
