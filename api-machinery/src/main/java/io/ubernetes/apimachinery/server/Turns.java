package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.cache.WatchCache;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.flowcontrol.Admitted;
import io.ubernetes.apimachinery.flowcontrol.FlowControl;
import io.ubernetes.apimachinery.http.Departure;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.http.Response.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Has each request wait for its turn, and gives its seats back when it is answered. A watch has
/// seats until it has begun: its length costs little. Stateless.
final class Turns {
  private final FlowControl flow;

  Turns(FlowControl flow) {
    this.flow = flow;
  }

  /// How many seats a request takes: a list takes more the more objects it looks at.
  static int width(RequestInfo info, Request request, @Nullable Served served) {
    boolean reads = info.verb().equals("list") || info.verb().equals("deletecollection");
    boolean begins =
        info.verb().equals("watch") && request.query().containsKey("sendInitialEvents");
    if (served == null || !(reads || begins) || served.type().isAnswered()) {
      return 1;
    }
    WatchCache cache = served.registry().cache();
    if (!cache.isReady()) {
      return 1;
    }
    String namespace = info.objectNamespace().isEmpty() ? null : info.objectNamespace();
    return FlowControl.width(cache.snapshot().count(namespace, null));
  }

  /// @param departure of the client, who is not waited for
  /// @param answer must not throw
  Response take(
      Identity identity,
      Attributes attributes,
      int width,
      Departure departure,
      Supplier<Response> answer) {
    return switch (flow.enter(identity, attributes, width, departure)) {
      case Admitted.Refused refused ->
          with(
              refused.headers(),
              Response.Full.error(
                  ApiException.tooManyRequests(
                      "Too many requests, please try again later.", refused.retryAfterSeconds())));
      case Admitted.Seated seated -> seated(seated, answer);
    };
  }

  private static Response seated(Admitted.Seated seated, Supplier<Response> answer) {
    boolean keepsSeats = false;
    try {
      Response response = with(seated.headers(), answer.get());
      keepsSeats = response instanceof Response.Streaming;
      return response instanceof Response.Streaming stream ? untilBegun(stream, seated) : response;
    } finally {
      if (!keepsSeats) {
        seated.leave();
      }
    }
  }

  private static Response untilBegun(Response.Streaming stream, Admitted.Seated seated) {
    return new Response.Streaming(
        stream.status(),
        stream.headers(),
        new Response.Producer() {
          @Override
          public void start(Response.Sink sink) {
            try {
              stream.producer().start(sink);
            } finally {
              seated.leave();
            }
          }

          @Override
          public void abandoned() {
            stream.producer().abandoned();
            seated.leave();
          }
        });
  }

  private static Response with(List<Header> more, Response response) {
    if (more.isEmpty()) {
      return response;
    }
    List<Header> headers = new ArrayList<>(response.headers().size() + more.size());
    headers.addAll(response.headers());
    headers.addAll(more);
    return switch (response) {
      case Response.Full full -> new Response.Full(full.status(), headers, full.body());
      case Response.Streaming stream ->
          new Response.Streaming(stream.status(), headers, stream.producer());
    };
  }
}
