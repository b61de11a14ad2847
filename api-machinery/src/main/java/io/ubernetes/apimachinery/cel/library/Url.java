package io.ubernetes.apimachinery.cel.library;

import io.ubernetes.apimachinery.kinds.rules.GoText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An absolute URL or an absolute path, taken apart as Go does it.
///
/// @param host with its port, IPv6 addresses in brackets
/// @param path escaped
/// @param query escaped, without the question mark
public record Url(String scheme, String host, String path, String query) {

  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)", Pattern.DOTALL);
  private static final Pattern ESCAPE =
      Pattern.compile("%(?![0-9A-Fa-f]{2}).{0,2}", Pattern.DOTALL);
  private static final Pattern BAD_HOST = Pattern.compile("[ <>\"\\\\^`{|}]");
  private static final String UNESCAPED_IN_PATH = "-_.~$&+,/:;=@!'()*[]";

  /// @throws Failure with Go's reason when it is none
  static Url parse(String text) {
    String problem = problem(text);
    if (!problem.isEmpty()) {
      throw new Failure("URL parse error during conversion from string: " + problem);
    }
    return split(text);
  }

  /// Why Go's `url.ParseRequestURI` refuses a text; empty when it does not.
  public static String problem(String text) {
    String why = fault(text);
    return why.isEmpty() ? "" : "parse " + GoText.quote(text) + ": " + why;
  }

  private static String fault(String text) {
    if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      return "net/url: invalid control character in URL";
    }
    if (text.isEmpty()) {
      return "empty url";
    }
    if (text.equals("*")) {
      return "";
    }
    Matcher scheme = SCHEME.matcher(text);
    boolean absolute = scheme.matches();
    String rest = absolute ? scheme.group(2) : text;
    if (text.startsWith(":")) {
      return "missing protocol scheme";
    }
    if (!rest.startsWith("/")) {
      return absolute ? "" : "invalid URI for request";
    }
    String beforeQuery = before(rest, '?');
    if (absolute && rest.startsWith("//")) {
      String why = authorityFault(before(beforeQuery.substring(2), '/'));
      if (!why.isEmpty()) {
        return why;
      }
    }
    Matcher escape = ESCAPE.matcher(beforeQuery);
    return escape.find() ? "invalid URL escape " + GoText.quote(escape.group()) : "";
  }

  private static String authorityFault(String authority) {
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    Matcher bad = BAD_HOST.matcher(host);
    if (bad.find()) {
      return "invalid character " + GoText.quote(bad.group()) + " in host name";
    }
    int bracket = host.lastIndexOf(']');
    if (host.startsWith("[") && bracket < 0) {
      return "missing ']' in host";
    }
    String port = host.startsWith("[") ? host.substring(bracket + 1) : from(host, ':');
    if (!port.matches("(:[0-9]*)?")) {
      return "invalid port " + GoText.quote(port) + " after host";
    }
    return "";
  }

  private static Url split(String text) {
    String bare = before(text, '#');
    Matcher scheme = SCHEME.matcher(bare);
    boolean absolute = scheme.matches();
    String rest = absolute ? scheme.group(2) : bare;
    String query = from(rest, '?');
    String beforeQuery = before(rest, '?');
    String host = "";
    String path = beforeQuery;
    if (absolute && rest.startsWith("//")) {
      String authority = before(beforeQuery.substring(2), '/');
      host = authority.substring(authority.lastIndexOf('@') + 1);
      path = beforeQuery.substring(2 + authority.length());
    } else if (absolute && !rest.startsWith("/")) {
      path = "";
    }
    return new Url(
        absolute ? scheme.group(1).toLowerCase(java.util.Locale.ROOT) : "",
        host,
        escaped(path),
        query.isEmpty() ? "" : query.substring(1));
  }

  private static String escaped(String path) {
    StringBuilder text = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c < 0x80 && Character.isLetterOrDigit(c)) || UNESCAPED_IN_PATH.indexOf(c) >= 0;
      if (plain || c == '%') {
        text.append(c);
      } else {
        text.append(String.format("%%%02X", (int) c));
      }
    }
    return text.toString();
  }

  String hostname() {
    if (host.startsWith("[")) {
      return host.substring(1, host.indexOf(']'));
    }
    return before(host, ':');
  }

  String port() {
    String port = host.startsWith("[") ? host.substring(host.indexOf(']') + 1) : from(host, ':');
    return port.isEmpty() ? "" : port.substring(1);
  }

  Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      String value = from(pair, '=');
      parameters
          .computeIfAbsent(decode(before(pair, '=')), _ -> new ArrayList<>())
          .add(decode(value.isEmpty() ? "" : value.substring(1)));
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text; // Go leaves such a pair out of no answer either
    }
  }

  private static String before(String text, char mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String from(String text, char mark) {
    int at = text.indexOf(mark);
    return at < 0 ? "" : text.substring(at);
  }
}
