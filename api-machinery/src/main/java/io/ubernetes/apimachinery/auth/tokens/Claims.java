package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a token says of its holder.
///
/// @param id of the token itself; empty for one of the old kind
/// @param bound what must be there for the token to be good; null for nothing but the account
/// @param audiences empty for one of the old kind
/// @param standing whether it is the token of a Secret (the old kind), which never expires
record Claims(
    NamespacedName account,
    String uid,
    String id,
    @Nullable Bound bound,
    List<String> audiences,
    Instant notBefore,
    Instant expires,
    boolean standing) {
  static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
  private static final String LEGACY = "kubernetes.io/serviceaccount/";
  private static final String OURS = "kubernetes.io";

  Claims {
    audiences = List.copyOf(audiences);
  }

  /// An object that a token is bound to.
  ///
  /// @param kind `pod`, `secret` or `node`
  /// @param uid empty for any
  record Bound(String kind, String name, String uid) {}

  /// The user that a service account is.
  static String user(NamespacedName account) {
    return "system:serviceaccount:" + account.namespace() + ":" + account.name();
  }

  /// The claims of a token that expires.
  ObjectNode json(String issuer) {
    ObjectNode json = Json.object();
    audiences.forEach(json.putArray("aud")::add);
    json.put("exp", expires.getEpochSecond());
    json.put("iat", notBefore.getEpochSecond());
    json.put("iss", issuer);
    json.put("jti", id);
    ObjectNode ours = json.putObject(OURS).put("namespace", account.namespace());
    if (bound != null) {
      ours.putObject(bound.kind()).put("name", bound.name()).put("uid", bound.uid());
    }
    ours.putObject("serviceaccount").put("name", account.name()).put("uid", uid);
    json.put("nbf", notBefore.getEpochSecond());
    return json.put("sub", user(account));
  }

  /// The claims of the token in a Secret.
  static ObjectNode ofSecret(ApiObject account, String secret) {
    return Json.object()
        .put("iss", LEGACY_ISSUER)
        .put(LEGACY + "namespace", account.namespace())
        .put(LEGACY + "secret.name", secret)
        .put(LEGACY + "service-account.name", account.name())
        .put(LEGACY + "service-account.uid", account.uid())
        .put("sub", user(account.key()));
  }

  static Claims parse(ObjectNode json) {
    return Json.text(json, "iss").equals(LEGACY_ISSUER) ? standing(json) : expiring(json);
  }

  private static Claims standing(ObjectNode json) {
    return new Claims(
        new NamespacedName(
            Json.text(json, LEGACY + "namespace"),
            Json.text(json, LEGACY + "service-account.name")),
        Json.text(json, LEGACY + "service-account.uid"),
        "",
        new Bound("secret", Json.text(json, LEGACY + "secret.name"), ""),
        List.of(),
        Instant.MIN,
        Instant.MAX,
        true);
  }

  private static Claims expiring(ObjectNode json) {
    JsonNode ours = Json.at(json, OURS);
    return new Claims(
        new NamespacedName(Json.text(ours, "namespace"), Json.text(ours, "serviceaccount", "name")),
        Json.text(ours, "serviceaccount", "uid"),
        Json.text(json, "jti"),
        bound(ours),
        audiences(json),
        Instant.ofEpochSecond(Json.number(json, 0, "nbf")),
        Instant.ofEpochSecond(Json.number(json, 0, "exp")),
        false);
  }

  private static List<String> audiences(ObjectNode json) {
    String one = Json.text(json, "aud");
    return one.isEmpty() ? Trees.strings(json, "aud") : List.of(one);
  }

  private static @Nullable Bound bound(@Nullable JsonNode ours) {
    for (String kind : List.of("pod", "secret", "node")) {
      JsonNode found = Json.at(ours, kind);
      if (found != null) {
        return new Bound(kind, Json.text(found, "name"), Json.text(found, "uid"));
      }
    }
    return null;
  }
}
