package io.ubernetes.runtime.fake;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The REST conventions, as far as the client uses them.
final class FakeApi {

  private static final Pattern PATH =
      Pattern.compile(
          "(?<group>/api/v1|/apis/[^/]+/[^/]+)(?:/namespaces/(?<ns>[^/]+)(?=/))?"
              + "/(?<plural>[^/]+)(?:/(?<name>[^/]+))?(?:/(?<sub>[^/]+))?");

  /// What a path names.
  record Target(String group, String namespace, String plural, String name, String subresource) {

    String objectPath() {
      return collection() + "/" + name;
    }

    String collection() {
      return group + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural;
    }

    /// Whether an object's path is one of this collection, of one or of all namespaces.
    boolean holds(String path) {
      return path.startsWith(group + "/")
          && path.substring(0, path.lastIndexOf('/')).endsWith("/" + plural)
          && (namespace.isEmpty() || path.startsWith(collection() + "/"));
    }
  }

  private final FakeStore store;

  /// With the event loop of each: other threads write only there, for they may hold the store while
  /// the event loop holds the connection and wants the store.
  private final Map<HttpServerResponse, Context> watches = new ConcurrentHashMap<>();

  FakeApi(FakeStore store) {
    this.store = store;
  }

  void handle(HttpServerRequest request, ObjectNode body) {
    Matcher matcher = PATH.matcher(request.path());
    if (!matcher.matches()) {
      fail(request, 404, "NotFound", "the server could not find the requested resource");
      return;
    }
    Target target =
        new Target(
            matcher.group("group"),
            text(matcher.group("ns")),
            matcher.group("plural"),
            text(matcher.group("name")),
            text(matcher.group("sub")));
    switch (request.method().name()) {
      case "GET" -> read(request, target);
      case "POST" -> create(request, target, body);
      case "PUT" -> update(request, target, body);
      case "PATCH" -> patch(request, target, body);
      case "DELETE" -> delete(request, target, body);
      default -> fail(request, 405, "MethodNotAllowed", "no such method");
    }
  }

  int watches() {
    return watches.size();
  }

  void endWatches() {
    watches.forEach((response, loop) -> {
      store.unwatch(response);
      watches.remove(response);
      loop.runOnContext(nothing -> response.end());
    });
  }

  void sendToWatches(String line) {
    watches.forEach((response, loop) -> send(response, loop, line));
  }

  private static void send(HttpServerResponse response, Context loop, String line) {
    loop.runOnContext(nothing -> {
      if (!response.ended() && !response.closed()) {
        response.write(line + "\n");
      }
    });
  }

  static void fail(HttpServerRequest request, int code, String reason, String message) {
    fail(request, code, reason, message, "");
  }

  private static void fail(
      HttpServerRequest request, int code, String reason, String message, String name) {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1").put("status", "Failure");
    status.put("code", code).put("reason", reason).put("message", message);
    ObjectNode details = status.putObject("details");
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    answer(request, code, status);
  }

  private static void answer(HttpServerRequest request, int code, ObjectNode body) {
    request
        .response()
        .setStatusCode(code)
        .putHeader("Content-Type", "application/json")
        .end(body.toString());
  }

  private void read(HttpServerRequest request, Target target) {
    if (!target.name().isEmpty()) {
      ObjectNode object = store.get(target.objectPath());
      if (object == null) {
        notFound(request, target);
      } else {
        answer(request, 200, object);
      }
    } else if ("true".equals(request.getParam("watch"))) {
      watch(request, target);
    } else {
      list(request, target);
    }
  }

  private void list(HttpServerRequest request, Target target) {
    String token = request.getParam("continue");
    String after = "";
    long revision = store.revision();
    if (token != null) {
      revision = Long.parseLong(token.substring(0, token.indexOf(':')));
      after = token.substring(token.indexOf(':') + 1);
      if (revision < store.compacted()) {
        expired(request);
        return;
      }
    }
    String limitText = request.getParam("limit");
    int limit = limitText == null ? Integer.MAX_VALUE : Integer.parseInt(limitText);
    String from = after;
    List<Map.Entry<String, ObjectNode>> found =
        store.all().entrySet().stream()
            .filter(entry -> target.holds(entry.getKey()) && entry.getKey().compareTo(from) > 0)
            .filter(entry -> selected(request, entry.getValue()))
            .collect(Collectors.toList());
    ObjectNode list = Json.object();
    list.put("apiVersion", "v1").put("kind", "List");
    ObjectNode metadata = list.putObject("metadata");
    metadata.put("resourceVersion", Long.toString(revision));
    ArrayNode items = list.putArray("items");
    found.stream().limit(limit).forEach(entry -> items.add(withoutKind(entry.getValue())));
    if (found.size() > limit) {
      metadata.put("continue", revision + ":" + found.get(limit - 1).getKey());
    }
    answer(request, 200, list);
  }

  private void watch(HttpServerRequest request, Target target) {
    long from = Long.parseLong(request.getParam("resourceVersion"));
    if (from < store.compacted()) {
      expired(request);
      return;
    }
    HttpServerResponse response = request.response();
    response.setChunked(true).putHeader("Content-Type", "application/json");
    response.writeHead();
    response.closeHandler(closed -> forget(response));
    response.exceptionHandler(failure -> forget(response));
    Context loop = Objects.requireNonNull(Vertx.currentContext());
    watches.put(response, loop);
    store.watch(
        response,
        from,
        change -> {
          ApiObject object = new ApiObject(change.object());
          if (target.holds(pathOf(target, object)) && selected(request, change.object())) {
            ObjectNode event = Json.object();
            event.put("type", change.type()).set("object", change.object());
            send(response, loop, event.toString());
          }
        });
  }

  private void forget(HttpServerResponse response) {
    watches.remove(response);
    store.unwatch(response);
  }

  /// A change belongs to the collection whose kind it has; the fake derives one from the other.
  private static String pathOf(Target target, ApiObject object) {
    String kind = object.kind().toLowerCase(java.util.Locale.ROOT);
    boolean same = target.plural().startsWith(kind.substring(0, kind.length() - 1));
    return !same
        ? "/other/x"
        : target.group()
            + (object.namespace().isEmpty() ? "" : "/namespaces/" + object.namespace())
            + "/"
            + target.plural()
            + "/"
            + object.name();
  }

  private void create(HttpServerRequest request, Target target, ObjectNode body) {
    ApiObject object = new ApiObject(body);
    String path = target.collection() + "/" + object.name();
    synchronized (store) {
      if (store.get(path) != null) {
        fail(request, 409, "AlreadyExists", "\"" + object.name() + "\" already exists");
        return;
      }
      object.metadata().put("creationTimestamp", Instant.now().toString());
      answer(request, 201, store.put(path, body));
    }
  }

  private void update(HttpServerRequest request, Target target, ObjectNode body) {
    synchronized (store) {
      ObjectNode before = store.get(target.objectPath());
      if (before == null) {
        notFound(request, target);
        return;
      }
      String version = new ApiObject(body).resourceVersion();
      if (!version.isEmpty() && !version.equals(new ApiObject(before).resourceVersion())) {
        fail(
            request,
            409,
            "Conflict",
            "the object has been modified; please apply your changes to the latest version");
        return;
      }
      if (target.subresource().equals("status")) {
        before.set("status", body.get("status"));
        body = before;
      }
      answer(request, 200, store.put(target.objectPath(), body));
    }
  }

  private void patch(HttpServerRequest request, Target target, ObjectNode body) {
    String type = text(request.getHeader("Content-Type"));
    synchronized (store) {
      ObjectNode before = store.get(target.objectPath());
      if (type.startsWith("application/apply-patch+yaml")) {
        ObjectNode after = before == null ? Json.object() : before;
        merge(after, body);
        ObjectNode entry = new ApiObject(after).metadata().putArray("managedFields").addObject();
        entry.put("manager", request.getParam("fieldManager"));
        answer(request, before == null ? 201 : 200, store.put(target.objectPath(), after));
      } else if (before == null) {
        notFound(request, target);
      } else if (type.startsWith("application/merge-patch+json")) {
        merge(before, body);
        answer(request, 200, store.put(target.objectPath(), before));
      } else {
        fail(request, 415, "UnsupportedMediaType", "the fake does not know " + type);
      }
    }
  }

  private void delete(HttpServerRequest request, Target target, ObjectNode options) {
    synchronized (store) {
      ObjectNode before = store.get(target.objectPath());
      if (before == null) {
        notFound(request, target);
        return;
      }
      ApiObject object = new ApiObject(before);
      String uid = Json.text(options, "preconditions", "uid");
      if (!uid.isEmpty() && !uid.equals(object.uid())) {
        fail(request, 409, "Conflict", "the UID in the precondition does not match");
        return;
      }
      if (object.finalizers().isEmpty()) {
        store.remove(target.objectPath());
        ObjectNode status = Json.object();
        answer(request, 200, status.put("kind", "Status").put("status", "Success"));
      } else {
        object.metadata().put("deletionTimestamp", Instant.now().toString());
        answer(request, 200, store.put(target.objectPath(), before));
      }
    }
  }

  private static void notFound(HttpServerRequest request, Target target) {
    String message = target.plural() + " \"" + target.name() + "\" not found";
    fail(request, 404, "NotFound", message, target.name());
  }

  private static void expired(HttpServerRequest request) {
    fail(request, 410, "Expired", "too old resource version");
  }

  /// Equality of one label, and of `metadata.name`: the selectors that the tests use.
  private static boolean selected(HttpServerRequest request, ObjectNode object) {
    ApiObject view = new ApiObject(object);
    String label = request.getParam("labelSelector");
    if (label != null) {
      String[] parts = label.split("=", 2);
      if (!parts[1].equals(view.labels().get(parts[0]))) {
        return false;
      }
    }
    String field = request.getParam("fieldSelector");
    return field == null || field.equals("metadata.name=" + view.name());
  }

  private static ObjectNode withoutKind(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove(List.of("kind", "apiVersion"));
    return copy;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      if (entry.getValue().isNull()) {
        target.remove(entry.getKey());
      } else if (entry.getValue() instanceof ObjectNode inner
          && target.get(entry.getKey()) instanceof ObjectNode existing) {
        merge(existing, inner);
      } else {
        target.set(entry.getKey(), entry.getValue().deepCopy());
      }
    }
  }

  private static String text(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : value;
  }
}
