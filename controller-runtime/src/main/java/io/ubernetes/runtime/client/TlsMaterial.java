package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The PEM texts of a kubeconfig, turned into what TLS needs. No message shows a key.
///
/// @param needsJdk whether only the JDK's TLS can use the key: BoringSSL is not offered Ed25519
record TlsMaterial(List<KeyManager> keys, List<TrustManager> trust, boolean needsJdk) {

  private static final char[] NO_PASSWORD = new char[0];

  /// @throws IllegalArgumentException when something in it cannot be used
  static TlsMaterial of(Config config) {
    List<TrustManager> trust = List.of(trustManagers(config));
    String certificate = pem(config.getClientCertData(), config.getClientCertFile());
    String key = pem(config.getClientKeyData(), config.getClientKeyFile());
    if (certificate.isEmpty() || key.isEmpty()) {
      return new TlsMaterial(List.of(), trust, false);
    }
    try {
      Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
      if (chain.length == 0) {
        throw new CertificateException("no certificate in PEM form");
      }
      PrivateKey privateKey = PrivateKeys.parse(key, chain[0].getPublicKey());
      return new TlsMaterial(
          List.of(keyManagers(privateKey, chain)),
          trust,
          privateKey.getAlgorithm().equals("EdDSA"));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the client certificate or its key cannot be used", e);
    }
  }

  private static KeyManager[] keyManagers(PrivateKey key, Certificate[] chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /// Trusts the given authorities and no others; without any, what the machine trusts.
  private static TrustManager[] trustManagers(Config config) {
    try {
      String authorities = pem(config.getCaCertData(), config.getCaCertFile());
      if (authorities.isEmpty() || config.isTrustCerts()) {
        return SSLUtils.trustManagers(config);
      }
      KeyStore store = emptyStore();
      int number = 0;
      for (Certificate authority : certificates(authorities)) {
        store.setCertificateEntry("ca-" + number++, authority);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificate authority cannot be used", e);
    }
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  /// Data (base64 of PEM, or PEM itself) wins over a file, as in kubectl.
  private static String pem(@Nullable String data, @Nullable String file) {
    if (data != null && !data.isEmpty()) {
      return data.startsWith("-----")
          ? data
          : new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
    }
    if (file == null || file.isEmpty()) {
      return "";
    }
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new IllegalArgumentException("the file " + file + " cannot be read", e);
    }
  }
}
