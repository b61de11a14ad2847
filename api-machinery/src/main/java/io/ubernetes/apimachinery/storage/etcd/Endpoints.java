package io.ubernetes.apimachinery.storage.etcd;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the members of an etcd cluster listen.
///
/// @param authorities `host:port` of each
record Endpoints(List<String> authorities, boolean secure) {
  private static final int CLIENT_PORT = 2379;

  Endpoints {
    authorities = List.copyOf(authorities);
  }

  static Endpoints parse(String text) {
    List<String> authorities = new ArrayList<>();
    List<Boolean> secure = new ArrayList<>();
    for (String part : Arrays.stream(text.split(",", -1)).map(String::strip).toList()) {
      URI uri = uri(part);
      secure.add(uri.getScheme().equals("https"));
      authorities.add(uri.getHost() + ":" + (uri.getPort() < 0 ? CLIENT_PORT : uri.getPort()));
    }
    if (secure.stream().distinct().count() != 1) {
      throw new IllegalArgumentException("etcd endpoints mix http and https: " + text);
    }
    return new Endpoints(authorities, secure.getFirst());
  }

  private static URI uri(String part) {
    try {
      URI uri = URI.create(part);
      String scheme = uri.getScheme();
      boolean known = "http".equals(scheme) || "https".equals(scheme);
      boolean bare = uri.getPath().isEmpty() || uri.getPath().equals("/");
      if (known && uri.getHost() != null && bare) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw notAnEndpoint(part, e);
    }
    throw notAnEndpoint(part, null);
  }

  private static IllegalArgumentException notAnEndpoint(String part, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "not an etcd endpoint (expected http://HOST:PORT or https://HOST:PORT): " + part, cause);
  }

  /// The name that jetcd's resolver turns into the addresses of all members.
  String target() {
    return "ip:///" + String.join(",", authorities);
  }

  @Override
  public String toString() {
    String scheme = secure ? "https://" : "http://";
    return scheme + String.join("," + scheme, authorities);
  }
}
