package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.metrics.RequestKind;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionResource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// What a request is about, read from its method, path and query by Kubernetes' rules
/// (`request.RequestInfoFactory`).
///
/// @param resourceRequest whether the path is below `/api/VERSION` or `/apis/GROUP/VERSION` and
///   names a resource; if not, only `path` and `verb` (the method in small letters) mean something
/// @param verb `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`
/// @param path the decoded path, without a slash at its end
/// @param namespace empty for all namespaces and for cluster-scoped resources
/// @param name empty when a collection is meant
/// @param extraParts parts of the path after the subresource
record RequestInfo(
    boolean resourceRequest,
    String verb,
    String path,
    GroupVersion groupVersion,
    String namespace,
    String resource,
    String subresource,
    String name,
    List<String> extraParts) {

  private static final List<String> NAMESPACE_SUBRESOURCES = List.of("status", "finalize");

  static RequestInfo of(Request request) {
    // As in Kubernetes a slash counts, however it is written.
    String decoded = decode(request.path());
    int end =
        decoded.length() > 1 && decoded.endsWith("/") ? decoded.length() - 1 : decoded.length();
    List<String> parts = List.of(decoded.substring(Math.min(1, end), end).split("/", -1));
    String path = "/" + String.join("/", parts);
    GroupVersion groupVersion;
    List<String> rest;
    if (parts.size() >= 3 && parts.get(0).equals("api")) {
      groupVersion = new GroupVersion("", parts.get(1));
      rest = parts.subList(2, parts.size());
    } else if (parts.size() >= 4 && parts.get(0).equals("apis")) {
      groupVersion = new GroupVersion(parts.get(1), parts.get(2));
      rest = parts.subList(3, parts.size());
    } else {
      return nonResource(request, path);
    }
    return resource(request, path, groupVersion, rest);
  }

  private static RequestInfo nonResource(Request request, String path) {
    String verb = request.method().toLowerCase(Locale.ROOT);
    return new RequestInfo(false, verb, path, new GroupVersion("", ""), "", "", "", "", List.of());
  }

  private static RequestInfo resource(
      Request request, String path, GroupVersion groupVersion, List<String> parts) {
    boolean watchPath = parts.size() > 1 && parts.getFirst().equals("watch");
    List<String> rest = watchPath ? parts.subList(1, parts.size()) : parts;
    String namespace = "";
    if (rest.getFirst().equals("namespaces")) {
      namespace = rest.size() > 1 ? rest.get(1) : "";
      boolean inNamespace = rest.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(rest.get(2));
      if (inNamespace) {
        rest = rest.subList(2, rest.size());
      }
    }
    String resource = rest.getFirst();
    String name = rest.size() > 1 ? rest.get(1) : "";
    String subresource = rest.size() > 2 ? rest.get(2) : "";
    List<String> extra = rest.size() > 3 ? List.copyOf(rest.subList(3, rest.size())) : List.of();
    String verb = verb(request, name, watchPath);
    return new RequestInfo(
        true, verb, path, groupVersion, namespace, resource, subresource, name, extra);
  }

  private static String verb(Request request, String name, boolean watchPath) {
    if (watchPath) {
      return "watch";
    }
    boolean collection = name.isEmpty();
    return switch (request.method()) {
      case "GET", "HEAD" -> collection ? (isWatch(request) ? "watch" : "list") : "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> collection ? "deletecollection" : "delete";
      default -> "";
    };
  }

  private static boolean isWatch(Request request) {
    String value = request.parameter("watch").orElse("0");
    return !value.equals("0") && !value.equals("false");
  }

  /// For the namespace resource itself the name is the namespace; the object is cluster-scoped.
  String objectNamespace() {
    return isOneNamespace() ? "" : namespace;
  }

  /// Whether the path is that of a namespace, and not of something in it.
  boolean isOneNamespace() {
    return resource.equals("namespaces")
        && groupVersion.group().isEmpty()
        && name.equals(namespace);
  }

  /// As metrics call it.
  RequestKind kind(String bodyType) {
    if (!resourceRequest) {
      String method = verb.toUpperCase(Locale.ROOT);
      return new RequestKind(method, "", "", "", path, "");
    }
    String scope =
        !name.isEmpty() ? "resource" : objectNamespace().isEmpty() ? "cluster" : "namespace";
    return new RequestKind(
        verbLabel(bodyType),
        groupVersion.group(),
        groupVersion.version(),
        resource,
        subresource,
        scope);
  }

  private String verbLabel(String bodyType) {
    return switch (verb) {
      case "create" -> "POST";
      case "update" -> "PUT";
      case "patch" -> bodyType.startsWith("application/apply-patch") ? "APPLY" : "PATCH";
      default -> verb.toUpperCase(Locale.ROOT);
    };
  }

  GroupVersionResource groupVersionResource() {
    return groupVersion.resource(resource);
  }

  private static String decode(String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return part; // a path with a broken escape names nothing and ends in 404
    }
  }
}
