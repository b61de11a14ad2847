package io.ubernetes.apimachinery.webhook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Whom a webhook's server must be vouched for by.
final class Trust {

  private Trust() {}

  /// @param authorities PEM in base64; empty for the authorities that the machine trusts
  /// @throws CertificateException when it holds no certificate
  static SSLContext in(String authorities) throws CertificateException {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authorities.isEmpty() ? null : store(authorities));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (CertificateException unreadable) {
      throw unreadable;
    } catch (GeneralSecurityException | IOException fault) {
      throw new IllegalStateException("this JVM has no TLS", fault);
    }
  }

  private static KeyStore store(String authorities) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int count = 0;
    for (Certificate authority : certificates(authorities)) {
      store.setCertificateEntry("authority-" + count++, authority);
    }
    return store;
  }

  private static Collection<? extends Certificate> certificates(String authorities)
      throws CertificateException {
    byte[] pem;
    try {
      pem = Base64.getMimeDecoder().decode(authorities);
    } catch (IllegalArgumentException malformed) {
      throw unreadable(malformed);
    }
    if (!new String(pem, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
      throw unreadable(null);
    }
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem));
    } catch (CertificateException malformed) {
      throw unreadable(malformed);
    }
  }

  private static CertificateException unreadable(
      @org.jspecify.annotations.Nullable Throwable cause) {
    return new CertificateException("unable to parse bytes as PEM block", cause);
  }

  /// What is wrong with a server's certificate, as Go says it.
  static String problem(CertificateException problem, String host) {
    String text = String.valueOf(problem.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("subject alternative") || text.contains("name matching")) {
      return "certificate is not valid for any names, but wanted to match " + host;
    }
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof java.security.cert.CertificateExpiredException
          || said.contains("validity check failed")) {
        return "certificate has expired or is not yet valid";
      }
    }
    return "certificate signed by unknown authority";
  }
}
