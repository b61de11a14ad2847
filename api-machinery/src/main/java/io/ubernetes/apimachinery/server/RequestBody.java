package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.protobuf.ProtobufBody;
import io.ubernetes.apimachinery.schema.Schema;
import java.util.Locale;

/// The media type of a request's body.
enum RequestBody {
  JSON,
  YAML,
  /// Of Kubernetes' own kinds only.
  PROTOBUF;

  private static final String TEXTS = "application/json, application/yaml";

  /// @param schema of the object that is expected
  /// @throws ApiException 415 when it is something else
  static RequestBody typeOf(Request request, Schema schema) {
    boolean protobuf = ProtobufBody.supports(schema);
    String type = mediaType(request);
    if (protobuf && type.equals(ProtobufBody.MEDIA_TYPE)) {
      return PROTOBUF;
    }
    return switch (type) {
      case "", "application/json" -> JSON;
      case "application/yaml" -> YAML;
      default ->
          throw ApiException.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include: "
                  + (protobuf ? TEXTS + ", " + ProtobufBody.MEDIA_TYPE : TEXTS));
    };
  }

  /// The media type without its parameters, in small letters; empty when none is given.
  static String mediaType(Request request) {
    String header = request.header("content-type").orElse("");
    int semicolon = header.indexOf(';');
    return (semicolon < 0 ? header : header.substring(0, semicolon))
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
