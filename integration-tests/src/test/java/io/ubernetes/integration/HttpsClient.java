package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ubernetes.apimachinery.pki.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Sends whatever bytes a test likes, as no well-behaved client would.
final class HttpsClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final String server;
  private final HttpClient client;

  private HttpsClient(String server, SSLContext tls, HttpClient.Version version) {
    this.server = server;
    this.client = HttpClient.newBuilder().version(version).sslContext(tls).build();
  }

  /// Known by the kubeconfig's certificate.
  static HttpsClient withCertificate(KubeconfigFile kubeconfig) throws Exception {
    return new HttpsClient(kubeconfig.server(), tls(kubeconfig), HttpClient.Version.HTTP_2);
  }

  /// For connections that are known by the kubeconfig's certificate.
  static SSLContext tls(KubeconfigFile kubeconfig) throws Exception {
    KeyStore own = emptyStore();
    own.setKeyEntry(
        "own",
        Pem.readPrivateKey(kubeconfig.keyPem()),
        new char[0],
        new Certificate[] {certificate(kubeconfig.certificatePem())});
    return tls(own, kubeconfig);
  }

  /// Trusts the server, and says nothing of who it is.
  static HttpsClient withoutIdentity(KubeconfigFile kubeconfig) throws Exception {
    return withoutIdentity(kubeconfig, HttpClient.Version.HTTP_2);
  }

  /// The same over one version of HTTP.
  static HttpsClient withoutIdentity(KubeconfigFile kubeconfig, HttpClient.Version version)
      throws Exception {
    return new HttpsClient(kubeconfig.server(), anonymousTls(kubeconfig), version);
  }

  /// For connections that trust the server and show no certificate.
  static SSLContext anonymousTls(KubeconfigFile kubeconfig) throws Exception {
    return tls(emptyStore(), kubeconfig);
  }

  private static SSLContext tls(KeyStore own, KubeconfigFile kubeconfig) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("authority", certificate(kubeconfig.authorityPem()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Certificate certificate(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
  }

  HttpResponse<String> send(String method, String path, String contentType, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(TIMEOUT)
            .method(method, BodyPublishers.ofString(body));
    if (!contentType.isEmpty()) {
      request.header("Content-Type", contentType);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
