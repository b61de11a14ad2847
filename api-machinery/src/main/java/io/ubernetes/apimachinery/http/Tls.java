package io.ubernetes.apimachinery.http;

import io.ubernetes.apimachinery.pki.Credential;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

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
    options.setKeyCertOptions(
        new PemKeyCertOptions()
            .setCertValue(Buffer.buffer(credential.certificatePem()))
            .setKeyValue(Buffer.buffer(credential.keyPem())));
    options.setTrustOptions(TrustOptions.wrap(new TakeAnyCertificate()));
    options.setClientAuth(ClientAuth.REQUEST);
    options.setUseAlpn(true);
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    options.setSslHandshakeTimeout(HANDSHAKE_SECONDS);
    options.setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    return options;
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
