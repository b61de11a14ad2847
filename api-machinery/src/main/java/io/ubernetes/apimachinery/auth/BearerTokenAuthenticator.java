package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.http.Request;
import java.util.List;
import java.util.Optional;

/// Knows a client by the token in its `Authorization: Bearer` header. A header that is not of this
/// form counts as none, as in Kubernetes. Thread-safe.
///
/// @param tokens finds out whose token it is; answers from memory
public record BearerTokenAuthenticator(Tokens tokens) implements Authenticator {

  /// Says whose a token is.
  @FunctionalInterface
  public interface Tokens {
    Optional<Identity> holder(String token);
  }

  /// For a server that gives out no tokens: each is wrong.
  public static BearerTokenAuthenticator none() {
    return new BearerTokenAuthenticator(token -> Optional.empty());
  }

  @Override
  public Authentication authenticate(Request request) {
    String token = token(request.header("authorization").orElse(""));
    if (token.isEmpty()) {
      return Authentication.NONE;
    }
    Optional<Identity> holder = tokens.holder(token);
    return holder.isPresent()
        ? new Authentication.Known(holder.get())
        : new Authentication.Refused("the bearer token is not valid");
  }

  private static String token(String header) {
    List<String> parts = List.of(header.strip().split(" ", 3));
    return parts.size() >= 2 && parts.getFirst().equalsIgnoreCase("bearer") ? parts.get(1) : "";
  }
}
