package io.ubernetes.apimachinery.http;

import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Real HTTPS clients that trust one authority.
final class Clients {
  private Clients() {}

  static HttpClient client(
      HttpClient.Version version, CertificateAuthority authority, @Nullable Credential own) {
    return HttpClient.newBuilder()
        .version(version)
        .sslContext(tls(authority, own))
        .connectTimeout(Duration.ofSeconds(30))
        .build();
  }

  static HttpRequest.Builder request(HttpEdge edge, String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + edge.port() + path))
        .timeout(Duration.ofSeconds(60));
  }

  static SSLSocket socket(HttpEdge edge, CertificateAuthority authority) throws IOException {
    Socket socket = tls(authority, null).getSocketFactory().createSocket("localhost", edge.port());
    socket.setSoTimeout(60_000);
    SSLSocket secure = (SSLSocket) socket;
    secure.startHandshake();
    return secure;
  }

  static SSLContext tls(CertificateAuthority authority, @Nullable Credential own) {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("ca", authority.certificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManager[] keys = null;
      if (own != null) {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(new Certificate[0]));
        KeyManagerFactory factory =
            KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        keys = factory.getKeyManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
