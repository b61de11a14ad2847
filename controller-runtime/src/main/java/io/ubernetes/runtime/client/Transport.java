package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
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

  private final Vertx vertx;

  Transport() {
    int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MAX_EVENT_LOOPS);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
  }

  HttpClient open(Config config) {
    KeyManager[] keys = TlsMaterial.keyManagers(config);
    TrustManager[] trust = TlsMaterial.trustManagers(config);
    // The library reads keys in fewer forms than kubeconfigs have them, so it does not get them.
    config.setClientCertData(null);
    config.setClientCertFile(null);
    config.setClientKeyData(null);
    config.setClientKeyFile(null);
    Factory factory =
        new Factory(vertx, !config.isTrustCerts() && !config.isDisableHostnameVerification());
    HttpClient.Builder builder = factory.newBuilder(config);
    builder.sslContext(keys, trust);
    return builder.build();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static final class Factory extends Vertx5HttpClientFactory {

    private final boolean verifyHost;

    Factory(Vertx vertx, boolean verifyHost) {
      super(vertx);
      this.verifyHost = verifyHost;
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
      } else if (OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable()) {
        http.setSslEngineOptions(new OpenSSLEngineOptions());
      }
      pool.setHttp1MaxSize(MAX_CONNECTIONS).setHttp2MaxSize(MAX_CONNECTIONS);
    }
  }
}
