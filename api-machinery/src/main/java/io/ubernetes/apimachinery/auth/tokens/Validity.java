package io.ubernetes.apimachinery.auth.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;

/// What makes a well signed token a bad one, in Kubernetes' words: its time, its account, and the
/// object that it is bound to. Thread-safe.
final class Validity {
  private static final String INVALID_SINCE = "kubernetes.io/legacy-token-invalid-since";
  private static final String INVALIDATED = "service account token has been invalidated";

  /// What is being deleted keeps its tokens that long, so that it can end in order.
  private static final Duration GRACE = Duration.ofSeconds(60);

  private final Lookup objects;
  private final InstantSource clock;

  Validity(Lookup objects, InstantSource clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /// @return empty when the token is good
  String fault(Claims claims, String token) {
    Instant now = clock.instant();
    if (now.isAfter(claims.expires())) {
      return "service account token has expired";
    }
    if (now.plus(GRACE).isBefore(claims.notBefore())) {
      return "service account token is not valid yet";
    }
    String ofAccount = accountFault(claims, now);
    if (!ofAccount.isEmpty()) {
      return ofAccount;
    }
    return claims.standing() ? secretFault(claims, token, now) : boundFault(claims, now);
  }

  private String accountFault(Claims claims, Instant now) {
    NamespacedName key = claims.account();
    Optional<ApiObject> account = objects.find(Lookup.ACCOUNTS, key);
    if (account.isEmpty()) {
      return "serviceaccounts \"" + key.name() + "\" not found";
    }
    if (!account.get().uid().equals(claims.uid())) {
      return "service account UID (%s) does not match claim (%s)"
          .formatted(account.get().uid(), claims.uid());
    }
    return isGoing(account.get(), now)
        ? "service account %s/%s has been deleted".formatted(key.namespace(), key.name())
        : "";
  }

  private String boundFault(Claims claims, Instant now) {
    Claims.Bound bound = claims.bound();
    if (bound == null) {
      return "";
    }
    boolean node = bound.kind().equals("node");
    GroupResource resource = new GroupResource("", bound.kind() + "s");
    Optional<ApiObject> found =
        objects.find(
            resource, new NamespacedName(node ? "" : claims.account().namespace(), bound.name()));
    if (found.isEmpty() || isGoing(found.get(), now)) {
      return INVALIDATED;
    }
    return bound.uid().equals(found.get().uid())
        ? ""
        : "%s UID (%s) does not match service account %s ref claim (%s)"
            .formatted(bound.kind(), found.get().uid(), bound.kind(), bound.uid());
  }

  /// A standing token is good as long as the Secret still holds it.
  private String secretFault(Claims claims, String token, Instant now) {
    Optional<ApiObject> secret = secret(claims);
    if (secret.isEmpty() || isGoing(secret.get(), now)) {
      return "Token has been invalidated";
    }
    byte[] held = Json.text(secret.get().json(), "data", "token").getBytes(US_ASCII);
    byte[] shown = Base64.getEncoder().encode(token.getBytes(US_ASCII));
    return MessageDigest.isEqual(held, shown)
        ? invalidationFault(secret.get(), claims)
        : "Token does not match server's copy";
  }

  private static String invalidationFault(ApiObject secret, Claims claims) {
    if (!isMarkedInvalid(secret)) {
      return "";
    }
    String namespace = secret.namespace();
    return ("the token in secret %s/%s for service account %s/%s has been marked invalid. Use"
            + " tokens from the TokenRequest API or manually created secret-based tokens, or remove"
            + " the '%s' label from the secret to temporarily allow use of this token")
        .formatted(namespace, secret.name(), namespace, claims.account().name(), INVALID_SINCE);
  }

  /// Whether nobody is to use the token in a Secret any more.
  static boolean isMarkedInvalid(ApiObject secret) {
    return !secret.labels().getOrDefault(INVALID_SINCE, "").isEmpty();
  }

  /// Where a standing token stands.
  Optional<ApiObject> secret(Claims claims) {
    Claims.Bound bound = claims.bound();
    String name = bound == null ? "" : bound.name();
    return objects.find(Lookup.SECRETS, new NamespacedName(claims.account().namespace(), name));
  }

  private static boolean isGoing(ApiObject object, Instant now) {
    String since = Json.text(object.json(), "metadata", "deletionTimestamp");
    try {
      return !since.isEmpty() && Instant.parse(since).plus(GRACE).isBefore(now);
    } catch (DateTimeParseException malformed) {
      return true; // it is marked as being deleted, whenever that was
    }
  }
}
