package io.ubernetes.apimachinery.http;

import io.vertx.core.http.HttpServerResponse;

/// Writes the head of an answer.
final class ResponseHead {
  private ResponseHead() {}

  /// @param date of now, as HTTP has it
  static void write(HttpServerResponse response, Response answer, String date) {
    response.setStatusCode(answer.status());
    response.putHeader("Date", date);
    response.putHeader("Cache-Control", "no-cache, private");
    for (Response.Header header : answer.headers()) {
      if (header.name().equalsIgnoreCase("Cache-Control")) {
        response.putHeader(header.name(), header.value());
      } else {
        response.headers().add(header.name(), header.value());
      }
    }
  }
}
