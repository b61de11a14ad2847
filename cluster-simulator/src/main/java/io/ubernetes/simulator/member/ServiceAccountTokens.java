package io.ubernetes.simulator.member;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ubernetes.apimachinery.auth.BearerTokenAuthenticator;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// The tokens of a cluster's service accounts: JSON Web Tokens signed by the cluster, of the two
/// forms that Kubernetes has: those that expire, from TokenRequests, and those that stand in a
/// Secret. A token is good for as long as its account, and its Secret, is there. Thread-safe.
public final class ServiceAccountTokens implements BearerTokenAuthenticator.Tokens {
  static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
  static final GroupResource SECRETS = new GroupResource("", "secrets");

  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";
  private static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
  private static final String LEGACY = "kubernetes.io/serviceaccount/";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /// A signature is checked once for each token; only good tokens get in.
  private static final int MAX_REMEMBERED = 1_000;

  private final SigningKey key;
  private final InstantSource clock;
  private final Map<String, Claims> remembered = new ConcurrentHashMap<>();
  private volatile @Nullable ApiServer server;

  /// What a token says.
  ///
  /// @param secret the Secret that it stands in; empty for none
  private record Claims(NamespacedName account, String uid, String secret, Instant expires) {}

  public ServiceAccountTokens(Path keyFile, InstantSource clock) throws IOException {
    this.key = SigningKey.open(keyFile);
    this.clock = clock;
  }

  /// Says where the accounts are kept. Before that no token is good.
  public void read(ApiServer from) {
    server = from;
  }

  /// The user that a service account is.
  static String user(String namespace, String name) {
    return "system:serviceaccount:" + namespace + ":" + name;
  }

  /// A token that expires.
  String issue(ApiObject account, List<String> audiences, Duration life) {
    Instant now = clock.instant();
    ObjectNode claims = Json.object();
    var audience = claims.putArray("aud");
    audiences.forEach(audience::add);
    claims.put("exp", now.plus(life).getEpochSecond());
    claims.put("iat", now.getEpochSecond());
    claims.put("iss", ISSUER);
    ObjectNode kubernetes = claims.putObject("kubernetes.io");
    kubernetes.put("namespace", account.namespace());
    kubernetes.putObject("serviceaccount").put("name", account.name()).put("uid", account.uid());
    claims.put("nbf", now.getEpochSecond());
    claims.put("sub", user(account.namespace(), account.name()));
    return sign(claims);
  }

  List<String> defaultAudiences() {
    return List.of(ISSUER);
  }

  /// The token of a Secret, which is always the same.
  String issueFor(ApiObject account, String secret) {
    ObjectNode claims = Json.object();
    claims.put("iss", LEGACY_ISSUER);
    claims.put(LEGACY + "namespace", account.namespace());
    claims.put(LEGACY + "secret.name", secret);
    claims.put(LEGACY + "service-account.name", account.name());
    claims.put(LEGACY + "service-account.uid", account.uid());
    claims.put("sub", user(account.namespace(), account.name()));
    return sign(claims);
  }

  private String sign(ObjectNode claims) {
    ObjectNode head = Json.object().put("alg", "ES256").put("kid", key.id());
    String text = part(head) + "." + part(claims);
    return text + "." + BASE64.encodeToString(key.sign(text.getBytes(US_ASCII)));
  }

  private static String part(ObjectNode json) {
    return BASE64.encodeToString(Json.bytes(json));
  }

  @Override
  public Optional<Identity> holder(String token) {
    Claims claims = remembered.get(token);
    if (claims == null) {
      claims = verified(token);
      if (claims == null) {
        return Optional.empty();
      }
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(token, claims);
    }
    return isGood(claims) ? Optional.of(identity(claims)) : Optional.empty();
  }

  private @Nullable Claims verified(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
      if (!key.verify((parts[0] + "." + parts[1]).getBytes(US_ASCII), signature)) {
        return null;
      }
      return claims(Json.parseObject(Base64.getUrlDecoder().decode(parts[1])));
    } catch (IllegalArgumentException | JacksonException malformed) {
      return null; // what is no token is nobody's token
    }
  }

  private static Claims claims(ObjectNode json) {
    if (Json.text(json, "iss").equals(LEGACY_ISSUER)) {
      return new Claims(
          new NamespacedName(
              Json.text(json, LEGACY + "namespace"),
              Json.text(json, LEGACY + "service-account.name")),
          Json.text(json, LEGACY + "service-account.uid"),
          Json.text(json, LEGACY + "secret.name"),
          Instant.MAX);
    }
    return new Claims(
        new NamespacedName(
            Json.text(json, "kubernetes.io", "namespace"),
            Json.text(json, "kubernetes.io", "serviceaccount", "name")),
        Json.text(json, "kubernetes.io", "serviceaccount", "uid"),
        "",
        Instant.ofEpochSecond(Json.number(json, 0, "exp")));
  }

  private boolean isGood(Claims claims) {
    ApiServer from = server;
    if (from == null || !clock.instant().isBefore(claims.expires())) {
      return false;
    }
    CachedObject account = from.registry(ACCOUNTS).cache().snapshot().get(claims.account());
    boolean standing =
        account != null && Json.text(account.tree(), "metadata", "uid").equals(claims.uid());
    if (!standing || claims.secret().isEmpty()) {
      return standing;
    }
    NamespacedName secret = new NamespacedName(claims.account().namespace(), claims.secret());
    return from.registry(SECRETS).cache().snapshot().get(secret) != null;
  }

  private static Identity identity(Claims claims) {
    NamespacedName account = claims.account();
    return new Identity(
        user(account.namespace(), account.name()),
        claims.uid(),
        List.of("system:serviceaccounts", "system:serviceaccounts:" + account.namespace()),
        Map.of());
  }
}
