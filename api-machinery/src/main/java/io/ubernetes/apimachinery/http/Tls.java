package io.ubernetes.apimachinery.http;

import io.ubernetes.apimachinery.pki.Credential;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// How the edge speaks TLS: versions 1.2 and 1.3, a client certificate asked for but not required.
final class Tls {
  private static final int HANDSHAKE_SECONDS = 10;

  private Tls() {}

  /// BoringSSL where its native library loads (three times less processor time for small answers),
  /// else what the JDK has.
  static SSLEngineOptions engine() {
    return OpenSSLEngineOptions.isAvailable()
        ? new OpenSSLEngineOptions()
        : new JdkSSLEngineOptions();
  }

  static ServerSSLOptions options(Credential credential) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(KeyCertOptions.wrap(new OwnKey(credential)));
    options.setTrustOptions(TrustOptions.wrap(new TakeAnyCertificate()));
    options.setClientAuth(ClientAuth.REQUEST);
    options.setUseAlpn(true);
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    options.setSslHandshakeTimeout(HANDSHAKE_SECONDS);
    options.setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    return options;
  }

  /// Hands the one credential over as it is. A key store would encrypt the key and decrypt it
  /// again, which costs a tenth of a second each time.
  private static final class OwnKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final Credential credential;

    OwnKey(Credential credential) {
      this.credential = credential;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return fits(keyType) ? new String[] {ALIAS} : new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return fits(keyType) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return fits(keyType) ? ALIAS : null;
    }

    /// Key types are named after the key's algorithm, some with that of the signature behind it, as
    /// `EC_EC`.
    private boolean fits(String keyType) {
      String algorithm = credential.key().getAlgorithm();
      return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return credential.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return credential.key();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  /// Lets every client certificate through the handshake, in which the client proves that it holds
  /// the key. Whether the certificate is worth anything is for the authenticator to say: only so
  /// can a client with a wrong one be told 401, as Kubernetes tells it.
  private static final class TakeAnyCertificate extends X509ExtendedTrustManager {
    private static final X509Certificate[] NO_HINT = {};

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new UnsupportedOperationException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      throw new UnsupportedOperationException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return NO_HINT;
    }
  }
}
