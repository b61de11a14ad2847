package io.ubernetes.apimachinery.http;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One HTTP request, complete with its body.
///
/// @param method in capitals
/// @param path decoded segments are not joined: this is the raw path, still percent-encoded
/// @param query decoded parameters in the order sent; a name may repeat
/// @param headers names in lower case; a name may repeat
/// @param body empty when there is none
/// @param peerCertificate the certificate that the client proved to hold, not yet verified against
///   any authority
/// @param departure tells when the client no longer waits
public record Request(
    String method,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    byte[] body,
    @Nullable X509Certificate peerCertificate,
    Departure departure) {

  /// Of a client that waits whatever happens.
  public Request(
      String method,
      String path,
      Map<String, List<String>> query,
      Map<String, List<String>> headers,
      byte[] body,
      @Nullable X509Certificate peerCertificate) {
    this(method, path, query, headers, body, peerCertificate, new Departure());
  }

  /// The first value of a parameter, or nothing.
  public Optional<String> parameter(String name) {
    return first(query, name);
  }

  /// The first value of a header, by its name in lower case, or nothing.
  public Optional<String> header(String name) {
    return first(headers, name);
  }

  private static Optional<String> first(Map<String, List<String>> map, String name) {
    List<String> values = map.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }
}
