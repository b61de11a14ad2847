package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import java.util.Locale;

/// The media type of a request's body.
enum RequestBody {
  JSON,
  YAML;

  /// @throws ApiException 415 when it is something else
  static RequestBody typeOf(Request request) {
    String type = mediaType(request);
    return switch (type) {
      case "", "application/json" -> JSON;
      case "application/yaml" -> YAML;
      default ->
          throw ApiException.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
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
