package io.ubernetes.apimachinery.auth.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/// A key that signs tokens (ES256, RFC 7518), or its public half that verifies them. Its name is
/// made of the public half, as Kubernetes makes it. Immutable; [#toString] shows nothing of it.
final class TokenKey {
  private final ECKey key;

  private TokenKey(ECKey key) {
    this.key = key;
  }

  static TokenKey generate(Instant now) {
    try {
      ECKey made = new ECKeyGenerator(Curve.P_256).generate();
      return new TokenKey(
          new ECKey.Builder(made)
              .keyID(idOf(made))
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .issueTime(Date.from(now))
              .build());
    } catch (JOSEException | GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java cannot make a key for ES256", impossible);
    }
  }

  /// @throws IllegalArgumentException when the text is no such key
  static TokenKey parse(String json) {
    try {
      ECKey key = ECKey.parse(json);
      if (!Curve.P_256.equals(key.getCurve()) || key.getKeyID() == null) {
        throw new IllegalArgumentException("it is no key for ES256 with a name");
      }
      return new TokenKey(key);
    } catch (ParseException malformed) {
      throw new IllegalArgumentException("it is no JSON Web Key", malformed);
    }
  }

  private static String idOf(ECKey key) throws JOSEException, GeneralSecurityException {
    byte[] der = key.toECPublicKey().getEncoded();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  String id() {
    return key.getKeyID();
  }

  Instant made() {
    Date issued = key.getIssueTime();
    return issued == null ? Instant.EPOCH : issued.toInstant();
  }

  boolean canSign() {
    return key.isPrivate();
  }

  TokenKey publicHalf() {
    return new TokenKey(key.toPublicJWK());
  }

  ECKey jwk() {
    return key;
  }

  /// The whole key, its secret included where it has it.
  String json() {
    return key.toJSONString();
  }

  @Override
  public String toString() {
    return "TokenKey " + id();
  }
}
