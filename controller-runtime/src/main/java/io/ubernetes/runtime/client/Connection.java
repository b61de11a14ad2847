package io.ubernetes.runtime.client;

/// Where a server is and how it is met.
///
/// @param server URL, `https://host:port`, perhaps with a path
/// @param caPem the certificates that the server's must be signed by; empty: the machine's own
public record Connection(String server, String caPem, Credential credential) {

  public Connection {
    if (server.isEmpty()) {
      throw new IllegalArgumentException("a connection needs a server");
    }
  }

  /// Who the client is. Its text never shows the secret.
  public sealed interface Credential {

    record None() implements Credential {}

    record Token(String token) implements Credential {
      @Override
      public String toString() {
        return "Token[...]";
      }
    }

    /// A client certificate and its key, both PEM.
    record Certificate(String certificatePem, String keyPem) implements Credential {
      @Override
      public String toString() {
        return "Certificate[...]";
      }
    }
  }

  @Override
  public String toString() {
    return "Connection[" + server + "]";
  }
}
