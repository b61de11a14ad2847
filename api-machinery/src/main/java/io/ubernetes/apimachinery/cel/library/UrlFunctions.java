package io.ubernetes.apimachinery.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import java.util.List;

/// URLs and their parts (`kubernetes.urls`).
final class UrlFunctions {

  private static final CelType URL = OpaqueType.create("kubernetes.URL");

  private UrlFunctions() {}

  static List<Function> all() {
    return List.of(
        Function.global(
            "url",
            "string_to_url",
            URL,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> Url.parse((String) arguments[0])),
        Function.global(
            "isURL",
            "is_url_string",
            SimpleType.BOOL,
            List.of(SimpleType.STRING),
            List.of(String.class),
            arguments -> Url.problem((String) arguments[0]).isEmpty()),
        ofUrl("getScheme", "url_get_scheme", SimpleType.STRING, Url::scheme),
        ofUrl("getHost", "url_get_host", SimpleType.STRING, Url::host),
        ofUrl("getHostname", "url_get_hostname", SimpleType.STRING, Url::hostname),
        ofUrl("getPort", "url_get_port", SimpleType.STRING, Url::port),
        ofUrl("getEscapedPath", "url_get_escaped_path", SimpleType.STRING, Url::path),
        ofUrl(
            "getQuery",
            "url_get_query",
            MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)),
            Url::parameters));
  }

  private interface OfUrl {
    Object apply(Url url);
  }

  private static Function ofUrl(String name, String id, CelType result, OfUrl body) {
    return Function.member(
        name,
        id,
        result,
        List.of(URL),
        List.of(Url.class),
        arguments -> body.apply((Url) arguments[0]));
  }
}
