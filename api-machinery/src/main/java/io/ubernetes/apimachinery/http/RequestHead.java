package io.ubernetes.apimachinery.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes a request apart into the form that handlers know.
final class RequestHead {

  private RequestHead() {}

  /// @param departure told by the caller
  /// @return null when the target of the request is no path
  static @Nullable Request read(
      HttpServerRequest request,
      byte[] body,
      @Nullable X509Certificate certificate,
      Departure departure) {
    String target = target(request.uri());
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    boolean isPath = path.startsWith("/") || path.equals("*");
    if (!isPath || !QueryString.isWellEscaped(path)) {
      return null;
    }
    String query = question < 0 ? "" : target.substring(question + 1);
    return new Request(
        request.method().name(),
        path,
        QueryString.decode(query),
        headers(request.headers()),
        body,
        certificate,
        departure);
  }

  /// The declared length of the body, or -1 when there is none, or none that can be read.
  static long declaredLength(HttpServerRequest request) {
    String declared = request.getHeader("content-length");
    if (declared == null) {
      return -1;
    }
    try {
      return Long.parseLong(declared.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /// A proxy's form, with scheme and host before the path, is allowed to clients (RFC 9112, 3.2.2).
  private static String target(@Nullable String uri) {
    if (uri == null) {
      return "";
    }
    int scheme = uri.startsWith("/") ? -1 : uri.indexOf("://");
    if (scheme < 0) {
      return uri;
    }
    int path = uri.indexOf('/', scheme + 3);
    return path < 0 ? "/" : uri.substring(path);
  }

  private static Map<String, List<String>> headers(MultiMap sent) {
    Map<String, List<String>> headers = HashMap.newHashMap(12);
    for (Map.Entry<String, String> header : sent) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(":")) {
        continue;
      }
      List<String> before = headers.get(name);
      if (before == null) {
        headers.put(name, List.of(header.getValue()));
      } else {
        List<String> all = new ArrayList<>(before);
        all.add(header.getValue());
        headers.put(name, all);
      }
    }
    return headers;
  }
}
