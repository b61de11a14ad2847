package io.ubernetes.cli.kubeconfig;

import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Connection;
import java.util.Optional;

/// One context of a kubeconfig: a server and who one is there.
///
/// @param source what people know it by: the file
/// @param server URL of the server
/// @param caPem the authorities that the server's certificate is checked against; empty: the
///   machine's own
/// @param verification whether the server's certificate is checked at all
/// @param text a kubeconfig with this context alone; holds the credential
public record KubeconfigContext(
    String source, String server, String caPem, Verification verification, String text) {

  /// Whether a server must prove who it is.
  public enum Verification {
    CHECKED,
    SKIPPED
  }

  /// A client for this context.
  ///
  /// @throws KubeconfigException when its certificates or keys cannot be used
  public ApiClient connect(ClientFactory factory) {
    try {
      Optional<Connection> plain = PlainContext.connection(this);
      return plain.isPresent() ? factory.connect(plain.get()) : factory.fromKubeconfigText(text);
    } catch (IllegalArgumentException e) {
      throw new KubeconfigException(source + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return "KubeconfigContext[" + server + " by " + source + "]";
  }
}
