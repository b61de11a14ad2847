package io.ubernetes.apimachinery.auth;

import io.ubernetes.apimachinery.http.Request;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Knows a client by the certificate of its connection: the common name is the user, each
/// organization a group, as in Kubernetes. The certificate must be signed by one of the given
/// authorities, be valid now, and be for clients. Thread-safe.
public final class ClientCertificateAuthenticator implements Authenticator {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

  /// A signature is not checked again for each request of a connection. Only certificates that are
  /// good get in here, so nobody but the authority can fill it.
  private static final int MAX_REMEMBERED = 4_096;

  private static final Duration REMEMBER = Duration.ofMinutes(10);

  private final Set<TrustAnchor> anchors;
  private final InstantSource clock;
  private final Map<X509Certificate, Remembered> remembered = new ConcurrentHashMap<>();

  private record Remembered(Authentication.Known known, Instant until) {}

  public ClientCertificateAuthenticator(List<X509Certificate> authorities, InstantSource clock) {
    this.anchors =
        authorities.stream()
            .map(authority -> new TrustAnchor(authority, null))
            .collect(Collectors.toUnmodifiableSet());
    this.clock = clock;
  }

  @Override
  public Authentication authenticate(Request request) {
    X509Certificate certificate = request.peerCertificate();
    if (certificate == null) {
      return Authentication.NONE;
    }
    Instant now = clock.instant();
    Remembered before = remembered.get(certificate);
    if (before != null && now.isBefore(before.until())) {
      return before.known();
    }
    Authentication found = verify(certificate, now);
    if (found instanceof Authentication.Known known) {
      remember(certificate, known, now);
    }
    return found;
  }

  private Authentication verify(X509Certificate certificate, Instant now) {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
        return new Authentication.Refused("the certificate is not for clients");
      }
      CertPath path =
          CertificateFactory.getInstance("X.509").generateCertPath(List.of(plain(certificate)));
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
      return identity(certificate);
    } catch (GeneralSecurityException e) {
      return new Authentication.Refused("the certificate is not accepted: " + e.getMessage());
    }
  }

  private static Authentication identity(X509Certificate certificate)
      throws GeneralSecurityException {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    String user = "";
    List<String> groups = new ArrayList<>();
    for (RDN part : subject.getRDNs()) {
      for (AttributeTypeAndValue attribute : part.getTypesAndValues()) {
        String value = attribute.getValue() instanceof ASN1String text ? text.getString() : "";
        if (BCStyle.CN.equals(attribute.getType())) {
          user = value;
        } else if (BCStyle.O.equals(attribute.getType())) {
          groups.add(value);
        }
      }
    }
    if (user.isEmpty()) {
      return new Authentication.Refused("the certificate has no common name");
    }
    Map<String, List<String>> extra = Map.of(CREDENTIAL_ID, List.of(fingerprint(certificate)));
    return new Authentication.Known(new Identity(user, "", groups, extra));
  }

  private void remember(X509Certificate certificate, Authentication.Known known, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    Instant until = now.plus(REMEMBER);
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(certificate, new Remembered(known, end.isBefore(until) ? end : until));
  }

  /// The TLS engine's own certificate class is not one that the validator takes.
  private static X509Certificate plain(X509Certificate certificate)
      throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
  }

  private static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return "X509SHA256=" + HexFormat.of().formatHex(hash);
  }
}
