package io.ubernetes.apimachinery.auth.tokens;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.RequestHandler;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The two documents by which others can check tokens of this issuer themselves (OpenID Connect
/// Discovery): `/.well-known/openid-configuration` and `/openid/v1/jwks`. All other requests go on
/// to the server. Thread-safe.
public final class IssuerDocuments implements RequestHandler {
  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final String KEYS = "/openid/v1/jwks";
  private static final String MAX_AGE = "public, max-age=3600";

  private final RequestHandler server;
  private final AccessControl access;
  private final TokenKeys keys;
  private final Supplier<String> url;

  /// @param url by which clients reach the server
  public IssuerDocuments(
      RequestHandler server, AccessControl access, TokenKeys keys, Supplier<String> url) {
    this.server = server;
    this.access = access;
    this.keys = keys;
    this.url = url;
  }

  @Override
  public boolean answersFromMemory(Request request) {
    return server.answersFromMemory(request);
  }

  @Override
  public Optional<Duration> patience(Request request) {
    return server.patience(request);
  }

  @Override
  public boolean comesFirst(Request request) {
    return server.comesFirst(request);
  }

  @Override
  public Response handle(Request request) {
    String path = request.path();
    if (!path.equals(CONFIGURATION) && !path.equals(KEYS)) {
      return server.handle(request);
    }
    try {
      Attributes attributes =
          new Attributes.OfPath(request.method().toLowerCase(Locale.ROOT), path);
      access.require(access.identify(request, attributes), attributes);
      return path.equals(KEYS) ? keys() : configuration();
    } catch (ApiException refused) {
      return Response.Full.error(refused);
    }
  }

  private Response configuration() {
    ObjectNode json = Json.object();
    json.put("issuer", ServiceAccountTokens.ISSUER).put("jwks_uri", url.get() + KEYS);
    json.putArray("response_types_supported").add("id_token");
    json.putArray("subject_types_supported").add("public");
    json.putArray("id_token_signing_alg_values_supported").add("ES256");
    return Response.Full.json(200, json).with("Cache-Control", MAX_AGE);
  }

  private Response keys() {
    List<JWK> all = keys.all().stream().<JWK>map(key -> key.jwk().toPublicJWK()).toList();
    byte[] set = new JWKSet(all).toString(true).getBytes(StandardCharsets.UTF_8);
    return Response.Full.bytes(200, "application/jwk-set+json", set).with("Cache-Control", MAX_AGE);
  }
}
