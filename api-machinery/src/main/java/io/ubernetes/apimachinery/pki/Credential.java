package io.ubernetes.apimachinery.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// A certificate and the key that belongs to it. Immutable; [#toString] shows no key.
///
/// @param chain the holder's certificate first, then any intermediate ones; not the root
public record Credential(List<X509Certificate> chain, PrivateKey key) {

  public Credential {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a credential needs a certificate");
    }
  }

  /// The holder's own certificate.
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  public Instant expiresAt() {
    return certificate().getNotAfter().toInstant();
  }

  /// The chain in PEM form.
  public String certificatePem() {
    StringBuilder pem = new StringBuilder();
    chain.forEach(certificate -> pem.append(Pem.write(certificate)));
    return pem.toString();
  }

  /// The key in PEM form, not encrypted.
  public String keyPem() {
    return Pem.write(key, certificate().getPublicKey());
  }

  @Override
  public String toString() {
    return "Credential[" + certificate().getSubjectX500Principal() + "]";
  }
}
