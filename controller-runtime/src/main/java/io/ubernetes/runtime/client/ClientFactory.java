package io.ubernetes.runtime.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.ubernetes.runtime.Sleeper;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Supplier;

/// Makes clients that share one set of network threads. One for each process; close it after the
/// clients. Thread-safe.
public final class ClientFactory implements AutoCloseable {

  private final ClientSettings settings;
  private final Transport transport = new Transport();

  public ClientFactory(ClientSettings settings) {
    this.settings = settings;
  }

  public ClientFactory() {
    this(ClientSettings.DEFAULT);
  }

  public ApiClient connect(Connection connection) {
    return connect(connection, CallGuard.OPEN);
  }

  /// A client whose every exchange goes through the guard.
  public ApiClient connect(Connection connection, CallGuard guard) {
    return open(config(connection), guard);
  }

  /// A client for the current context of a kubeconfig, with everything that kubectl understands
  /// there: data or files, tokens, certificates, exec plugins.
  ///
  /// @throws IllegalArgumentException when it is no usable kubeconfig
  public ApiClient fromKubeconfig(Path file) {
    return fromKubeconfig(file, "");
  }

  /// As above, for the named context; the empty name is the current one.
  public ApiClient fromKubeconfig(Path file, String context) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("the kubeconfig " + file + " cannot be read");
    }
    File source = file.toFile();
    return open(
        usable(() ->
            context.isEmpty()
                ? Config.fromKubeconfig(source)
                : Config.fromKubeconfig(context, source)),
        CallGuard.OPEN);
  }

  /// A client for the current context of a kubeconfig given as text.
  public ApiClient fromKubeconfigText(String text) {
    return open(usable(() -> Config.fromKubeconfig(text)), CallGuard.OPEN);
  }

  @Override
  public void close() {
    transport.close();
  }

  private ApiClient open(Config config, CallGuard guard) {
    config.setConnectionTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
    config.setRequestTimeout(Math.toIntExact(settings.requestTimeout().toMillis()));
    config.setRequestRetryBackoffLimit(0); // retries are the client's own, and bounded in time
    config.setUserAgent(settings.userAgent());
    Exchange exchange =
        new Exchange(transport.prepare(config), config.getMasterUrl(), settings, Sleeper.SYSTEM);
    return new FabricApiClient(exchange, guard);
  }

  private static Config config(Connection connection) {
    ConfigBuilder builder =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(connection.server())
            .withAutoConfigure(false);
    if (!connection.caPem().isEmpty()) {
      builder.withCaCertData(base64(connection.caPem()));
    }
    switch (connection.credential()) {
      case Connection.Credential.None() -> {}
      case Connection.Credential.Token(String token) -> builder.withOauthToken(token);
      case Connection.Credential.Certificate(String certificate, String key) ->
          builder.withClientCertData(base64(certificate)).withClientKeyData(base64(key));
    }
    return builder.build();
  }

  private static Config usable(Supplier<Config> source) {
    try {
      Config config = source.get();
      if (config.getCurrentContext() == null) {
        throw new IllegalArgumentException("not a usable kubeconfig: it has no such context");
      }
      return config;
    } catch (KubernetesClientException e) {
      throw new IllegalArgumentException("not a usable kubeconfig: " + e.getMessage(), e);
    }
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
