package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.auth.BearerTokenAuthenticator.Tokens;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.WebSockets;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Knows a client by the bearer token among the subprotocols that it offers for a WebSocket: a
/// browser has no other place for one. It must offer one more, to be told which was taken.
/// Thread-safe.
///
/// @param tokens finds out whose token it is; answers from memory
public record WebSocketTokenAuthenticator(Tokens tokens) implements Authenticator {

  @Override
  public Authentication authenticate(Request request) {
    if (!WebSockets.isAskedFor(request)) {
      return Authentication.NONE;
    }
    List<String> offered = WebSockets.protocols(request);
    List<String> withToken =
        offered.stream().filter(protocol -> protocol.startsWith(WebSockets.BEARER_PREFIX)).toList();
    if (withToken.isEmpty() || withToken.equals(List.of(WebSockets.BEARER_PREFIX))) {
      return Authentication.NONE;
    }
    if (withToken.size() > 1) {
      return refused("multiple base64.bearer.authorization tokens specified");
    }
    Optional<String> token =
        decoded(withToken.getFirst().substring(WebSockets.BEARER_PREFIX.length()));
    if (token.isEmpty()) {
      return refused("invalid base64.bearer.authorization token encoding");
    }
    if (offered.size() == 1) {
      return refused("missing additional subprotocol");
    }
    return tokens
        .holder(token.get())
        .<Authentication>map(Authentication.Known::new)
        .orElseGet(() -> refused("the bearer token is not valid"));
  }

  private static Optional<String> decoded(String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  private static Authentication refused(String why) {
    return new Authentication.Refused(why);
  }
}
