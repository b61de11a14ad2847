package io.ubernetes.apimachinery.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Requests that ask for a WebSocket (RFC 6455), under the rules of Kubernetes' API server: a
/// client names its origin, and offers one subprotocol or none.
public final class WebSockets {
  /// What browsers, which can set no `Authorization`, write before their bearer token in base64url.
  public static final String BEARER_PREFIX = "base64url.bearer.authorization.k8s.io.";

  private static final String VERSION = "13";

  private WebSockets() {}

  /// Whether the client wants its answer over a WebSocket, if it is one that goes on.
  public static boolean isAskedFor(Request request) {
    boolean upgrades =
        request.headers().getOrDefault("connection", List.of()).stream()
            .flatMap(value -> List.of(value.split(",", -1)).stream())
            .anyMatch(token -> token.strip().equalsIgnoreCase("upgrade"));
    return upgrades && request.header("upgrade").orElse("").equalsIgnoreCase("websocket");
  }

  /// The subprotocols that the client offers, the one with its bearer token among them.
  public static List<String> protocols(Request request) {
    List<String> protocols = new ArrayList<>();
    for (String header : request.headers().getOrDefault("sec-websocket-protocol", List.of())) {
      for (String protocol : header.split(",", -1)) {
        protocols.add(protocol.strip());
      }
    }
    return protocols;
  }

  /// The same without any bearer token, which must not be sent back.
  static List<String> speakable(Request request) {
    return protocols(request).stream()
        .filter(protocol -> !protocol.isEmpty() && !protocol.startsWith(BEARER_PREFIX))
        .toList();
  }

  /// The answer to a handshake that cannot be accepted; null when it can.
  static Response.@Nullable Full refusal(Request request) {
    if (request.header("sec-websocket-key").orElse("").isEmpty()) {
      return refusal(400, "mismatch challenge/response");
    }
    if (!request.header("sec-websocket-version").orElse("").equals(VERSION)) {
      return refusal(400, "missing or bad WebSocket Version")
          .with("Sec-WebSocket-Version", VERSION);
    }
    if (!isOrigin(request.header("origin").orElse(""))) {
      return refusal(403, "");
    }
    return speakable(request).size() > 1 ? refusal(400, "") : null;
  }

  private static boolean isOrigin(String origin) {
    try {
      return !origin.isEmpty() && (origin.startsWith("/") || new URI(origin).isAbsolute());
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  private static Response.Full refusal(int status, String why) {
    return Response.Full.bytes(status, "text/plain; charset=utf-8", why.getBytes(US_ASCII))
        .with("Connection", "close");
  }
}
