package io.ubernetes.apimachinery.auth.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import io.ubernetes.apimachinery.auth.BearerTokenAuthenticator;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.TokenReviewer;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Makes and checks the tokens of service accounts, as Kubernetes has them: JSON Web Tokens with an
/// audience and an end, bound to the account and perhaps to a Secret or Pod, and the endless ones
/// that stand in Secrets. A token is good for as long as what it is bound to is there.
///
/// Thread-safe. A check may read the store when an object is not in memory.
public final class ServiceAccountTokens implements BearerTokenAuthenticator.Tokens, TokenReviewer {
  /// As Kubernetes' own servers are usually set up.
  public static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private static final String EXTRA = "authentication.kubernetes.io/";

  /// A signature is checked once for each token; only tokens that are well signed get in.
  private static final int MAX_REMEMBERED = 4_096;

  private final TokenKeys keys;
  private final InstantSource clock;
  private final Map<String, Signed> remembered = new ConcurrentHashMap<>();
  private volatile @Nullable Validity validity;
  private volatile @Nullable TokenUse use;

  /// Claims that were well signed, and the name of the key.
  private record Signed(Claims claims, String key) {}

  public ServiceAccountTokens(TokenKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /// Says where the accounts are kept. Before that no token is good.
  ///
  /// @param registries throws an IllegalArgumentException for what is not served
  public void follow(Function<GroupResource, Registry> registries) {
    use = new TokenUse(registries.apply(Lookup.SECRETS), clock);
    validity = new Validity(new Lookup(registries), clock);
  }

  String issue(Claims claims) {
    return sign(claims.json(ISSUER));
  }

  /// The token that stands in a Secret.
  String issueFor(ApiObject account, String secret) {
    return sign(Claims.ofSecret(account, secret));
  }

  private String sign(ObjectNode claims) {
    TokenKey key = keys.signing();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.id()).build();
    JWSObject token = new JWSObject(header, new Payload(Json.bytes(claims)));
    try {
      token.sign(new ECDSASigner(key.jwk()));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("this Java cannot sign with ES256", impossible);
    }
  }

  @Override
  public Optional<Identity> holder(String token) {
    return review(token, List.of()) instanceof Verdict.Good(Identity identity, List<String> _)
        ? Optional.of(identity)
        : Optional.empty();
  }

  @Override
  public Verdict review(String token, List<String> audiences) {
    Verdict verdict = judge(token, audiences);
    Signed known = remembered.get(token);
    Validity rules = validity;
    TokenUse noted = use;
    if (known != null && known.claims().standing() && rules != null && noted != null) {
      rules
          .secret(known.claims())
          .filter(secret -> verdict instanceof Verdict.Good || Validity.isMarkedInvalid(secret))
          .ifPresent(noted::note);
    }
    return verdict;
  }

  /// Whether a token is good, without it being used.
  Verdict judge(String token, List<String> audiences) {
    Validity rules = validity;
    if (rules == null) {
      return new Verdict.Unknown();
    }
    Signed known = remembered.get(token);
    if (known == null || keys.verifying(known.key()) == null) {
      remembered.remove(token);
      switch (verify(token)) {
        case Read.Fine(Signed signed) -> {
          remember(token, signed);
          known = signed;
        }
        case Read.Foreign() -> {
          return new Verdict.Unknown();
        }
        case Read.BadlySigned() -> {
          return new Verdict.Bad("go-jose/go-jose: error in cryptographic primitive");
        }
      }
    }
    return judge(rules, known.claims(), token, audiences);
  }

  private static Verdict judge(
      Validity rules, Claims claims, String token, List<String> audiences) {
    List<String> wanted = audiences.isEmpty() ? List.of(ISSUER) : audiences;
    List<String> meant = claims.standing() ? List.of(ISSUER) : claims.audiences();
    List<String> common = meant.stream().filter(wanted::contains).toList();
    if (common.isEmpty()) {
      return new Verdict.Bad(
          "token audiences %s is invalid for the target audiences %s"
              .formatted(quoted(meant), quoted(wanted)));
    }
    String fault = rules.fault(claims, token);
    return fault.isEmpty() ? new Verdict.Good(identity(claims), common) : new Verdict.Bad(fault);
  }

  private static String quoted(List<String> values) {
    return "[" + String.join(" ", values.stream().map(value -> '"' + value + '"').toList()) + "]";
  }

  /// How far a token could be read.
  private sealed interface Read {
    record Fine(Signed signed) implements Read {}

    record Foreign() implements Read {}

    record BadlySigned() implements Read {}
  }

  private Read verify(String token) {
    JWSObject parsed;
    ObjectNode claims;
    try {
      parsed = JWSObject.parse(token);
      claims = Json.parseObject(parsed.getPayload().toBytes());
    } catch (ParseException | JacksonException | IllegalArgumentException malformed) {
      return new Read.Foreign(); // what is no token is nobody's token
    }
    String issuer = Json.text(claims, "iss");
    if (!issuer.equals(ISSUER) && !issuer.equals(Claims.LEGACY_ISSUER)) {
      return new Read.Foreign();
    }
    String id = parsed.getHeader().getKeyID();
    TokenKey key = id == null ? null : keys.verifying(id);
    boolean es256 = JWSAlgorithm.ES256.equals(parsed.getHeader().getAlgorithm());
    if (key == null || !es256 || !isSignedBy(parsed, key)) {
      return new Read.BadlySigned();
    }
    return new Read.Fine(new Signed(Claims.parse(claims), key.id()));
  }

  private static boolean isSignedBy(JWSObject token, TokenKey key) {
    try {
      return token.verify(new ECDSAVerifier(key.jwk()));
    } catch (JOSEException unusable) {
      return false; // a signature of another form verifies nothing
    }
  }

  private void remember(String token, Signed signed) {
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(token, signed);
  }

  private static Identity identity(Claims claims) {
    String namespace = claims.account().namespace();
    Map<String, List<String>> extra = new TreeMap<>();
    if (!claims.id().isEmpty()) {
      extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.id()));
    }
    Claims.Bound bound = claims.bound();
    if (bound != null && !bound.kind().equals("secret")) {
      extra.put(EXTRA + bound.kind() + "-name", List.of(bound.name()));
      extra.put(EXTRA + bound.kind() + "-uid", List.of(bound.uid()));
    }
    List<String> groups =
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            Identity.AUTHENTICATED);
    return new Identity(Claims.user(claims.account()), claims.uid(), groups, extra);
  }

  Instant now() {
    return clock.instant();
  }

  TokenKeys keys() {
    return keys;
  }
}
