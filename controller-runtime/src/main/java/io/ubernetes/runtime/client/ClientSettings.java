package io.ubernetes.runtime.client;

import java.time.Duration;

/// Limits of a client.
///
/// @param connectTimeout for the TCP connection and the TLS handshake
/// @param requestTimeout for one request and its whole answer; a watch only until it is accepted
/// @param userAgent what servers log, and take as the field manager where none is given
public record ClientSettings(Duration connectTimeout, Duration requestTimeout, String userAgent) {

  public static final ClientSettings DEFAULT =
      new ClientSettings(Duration.ofSeconds(5), Duration.ofSeconds(30), "ubernetes");

  public ClientSettings withRequestTimeout(Duration value) {
    return new ClientSettings(connectTimeout, value, userAgent);
  }

  public ClientSettings withConnectTimeout(Duration value) {
    return new ClientSettings(value, requestTimeout, userAgent);
  }

  public ClientSettings withUserAgent(String value) {
    return new ClientSettings(connectTimeout, requestTimeout, value);
  }
}
