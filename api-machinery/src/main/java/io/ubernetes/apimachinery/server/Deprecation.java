package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.http.Response.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Tells everyone who uses a kind that is on its way out, whatever the answer is.
final class Deprecation {

  private Deprecation() {}

  static Response told(Call call, Supplier<Response> handler) {
    String sentence = call.served().type().strategy().deprecation();
    if (sentence.isEmpty()) {
      return handler.get();
    }
    Header warning = new Header("Warning", "299 - \"" + sentence + "\"");
    try {
      return with(warning, handler.get());
    } catch (ApiException refused) {
      return with(warning, Answers.error(call.request(), refused));
    }
  }

  private static Response with(Header warning, Response response) {
    return switch (response) {
      case Response.Full full ->
          new Response.Full(full.status(), and(full.headers(), warning), full.body());
      case Response.Streaming stream ->
          new Response.Streaming(
              stream.status(), and(stream.headers(), warning), stream.producer());
    };
  }

  private static List<Header> and(List<Header> headers, Header one) {
    List<Header> all = new ArrayList<>(headers);
    all.addFirst(one); // before what is said of the object
    return all;
  }
}
