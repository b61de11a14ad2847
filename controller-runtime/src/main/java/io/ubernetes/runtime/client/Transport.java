package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import io.fabric8.kubernetes.client.vertx5.Vertx5HttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/// The network threads, and the HTTP settings that all clients have in common: HTTP/2 where the
/// server speaks it, BoringSSL where its library is present.
final class Transport implements AutoCloseable {

  /// Parsing is done by the callers; these threads only move bytes and encrypt.
  private static final int MAX_EVENT_LOOPS = 4;

  /// Large enough that a watch whose reader is behind does not stop its neighbours on a connection.
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  private static final int STREAM_WINDOW_BYTES = 1 << 20;

  /// A connection on which nothing comes for so long is dead: every watch gets a bookmark each
  /// minute. Without it, a member that vanishes without a word would be waited for by TCP alone.
  private static final int READ_IDLE_SECONDS = 150;

  /// Connections to one server, beyond which requests wait. With HTTP/2 one is nearly always
  /// enough.
  private static final int MAX_CONNECTIONS = 64;

  private static final String NO_OWN_RESOLVER = "vertx.disableDnsResolver";

  private final Vertx vertx;

  Transport() {
    int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_EVENT_LOOPS);
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(loops)
            .setUseDaemonThread(true)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    vertx = withTheResolverOfTheSystem(() -> Vertx.vertx(options));
  }

  /// Names are looked up as all programs of the machine do, with its hosts file and search domains.
  /// The property is the only switch, and it is read while Vert.x is made.
  private static Vertx withTheResolverOfTheSystem(Supplier<Vertx> maker) {
    String before = System.setProperty(NO_OWN_RESOLVER, "true");
    try {
      return maker.get();
    } finally {
      if (before == null) {
        System.clearProperty(NO_OWN_RESOLVER);
      } else {
        System.setProperty(NO_OWN_RESOLVER, before);
      }
    }
  }

  /// Prepares connections to the server that the config names: each call of the result opens a
  /// client with connections of its own.
  ///
  /// @throws IllegalArgumentException when the config's certificates or key cannot be used
  Supplier<HttpClient> prepare(Config config) {
    TlsMaterial tls = TlsMaterial.of(config);
    // The library reads keys in fewer forms than kubeconfigs have them, so it does not get them.
    config.setClientCertData(null);
    config.setClientCertFile(null);
    config.setClientKeyData(null);
    config.setClientKeyFile(null);
    boolean verifyHost = !config.isTrustCerts() && !config.isDisableHostnameVerification();
    Factory factory = new Factory(vertx, verifyHost, tls.needsJdk());
    boolean usesCertificateOnly = !tls.keys().isEmpty() && hasNoToken(config);
    return () -> {
      HttpClient.Builder builder = factory.newBuilder(config);
      if (usesCertificateOnly) {
        // It sets the token, and looks for a new one each minute; when there is none it reads and
        // parses the kubeconfig again for every single request.
        builder.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null);
      }
      builder.sslContext(
          tls.keys().toArray(KeyManager[]::new), tls.trust().toArray(TrustManager[]::new));
      return builder.build();
    };
  }

  private static boolean hasNoToken(Config config) {
    return config.getOauthToken() == null
        && config.getAutoOAuthToken() == null
        && config.getOauthTokenProvider() == null
        && config.getAuthProvider() == null
        && config.getUsername() == null;
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static final class Factory extends Vertx5HttpClientFactory {

    private final boolean verifyHost;
    private final boolean needsJdk;

    Factory(Vertx vertx, boolean verifyHost, boolean needsJdk) {
      super(vertx);
      this.verifyHost = verifyHost;
      this.needsJdk = needsJdk;
    }

    @Override
    protected void additionalConfig(
        WebClientOptions http, WebSocketClientOptions webSocket, PoolOptions pool) {
      http.setUseAlpn(true)
          .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
          .setProtocolVersion(HttpVersion.HTTP_2)
          .setHttp2ClearTextUpgrade(false)
          .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
          .setInitialSettings(
              new Http2Settings().setPushEnabled(false).setInitialWindowSize(STREAM_WINDOW_BYTES))
          .setIdleTimeoutUnit(TimeUnit.SECONDS)
          .setReadIdleTimeout(READ_IDLE_SECONDS)
          .setTcpKeepAlive(true)
          .setVerifyHost(verifyHost);
      if (!http.isSsl()) {
        http.setUseAlpn(false).setProtocolVersion(HttpVersion.HTTP_1_1);
      } else if (!needsJdk && OpenSSLEngineOptions.isAlpnAvailable()) {
        http.setSslEngineOptions(new OpenSSLEngineOptions());
      }
      pool.setHttp1MaxSize(MAX_CONNECTIONS).setHttp2MaxSize(MAX_CONNECTIONS);
    }
  }
}
