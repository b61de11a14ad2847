package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Authentication;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.RuleResolver;
import io.ubernetes.apimachinery.auth.TokenReviewer;
import io.ubernetes.apimachinery.auth.reviews.ReviewKinds;
import io.ubernetes.apimachinery.crd.DefinitionKind;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A server with Kubernetes' kinds on an embedded store, spoken to in requests and responses.
final class TestServer implements AutoCloseable {

  /// Everybody may do everything, has no rules and no token.
  private static final List<ResourceType> REVIEWS =
      ReviewKinds.types(
          (identity, attributes) -> Authorizer.Decision.ALLOW,
          (identity, namespace) -> new RuleResolver.Rules(List.of(), List.of()),
          (token, audiences) -> new TokenReviewer.Verdict.Unknown(),
          InstantSource.system());

  private final Store store;
  private final ApiServer server;

  TestServer(Path directory) {
    this(EmbeddedStore.open(directory.resolve("store")));
  }

  /// A server beside others on the same store, which it closes with itself.
  TestServer(Store shared) {
    store = shared;
    server =
        new ApiServer(
            new ApiServer.Options(
                Stream.of(
                        BuiltinKinds.all(),
                        List.of(DefinitionKind.type(Set.of("own.example.com"))),
                        REVIEWS)
                    .flatMap(List::stream)
                    .toList(),
                Set.of("default", "kube-system"),
                new VersionInfo("1", "36", "v1.36.2"),
                "127.0.0.1:6443",
                new AccessControl(
                    request -> new Authentication.Known(Identity.of("tester")),
                    (identity, attributes) -> Authorizer.Decision.ALLOW,
                    AccessControl.Anonymous.UNAUTHORIZED),
                Environment.real(attributes -> {})),
            store);
    server.start();
  }

  /// @param text the body as text; @param json the same as a tree when it is an object
  record Answer(int status, Map<String, String> headers, String text) {
    ObjectNode json() {
      return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    }

    String text(String... path) {
      return Json.text(json(), path);
    }
  }

  Answer get(String path) {
    return send("GET", path, "", "", Map.of());
  }

  Answer post(String path, String json) {
    return send("POST", path, "application/json", json, Map.of());
  }

  Answer put(String path, String json) {
    return send("PUT", path, "application/json", json, Map.of());
  }

  Answer delete(String path) {
    return send("DELETE", path, "", "", Map.of());
  }

  Answer patch(String path, String type, String body) {
    return send("PATCH", path, type, body, Map.of());
  }

  Answer send(String method, String target, String type, String body, Map<String, String> headers) {
    Response response = server.handle(request(method, target, type, body, headers));
    if (!(response instanceof Response.Full full)) {
      throw new AssertionError("a stream where an answer was expected");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    full.body().forEach(bytes::writeBytes);
    if (full.length() != bytes.size()) {
      throw new AssertionError(full.length() + " bytes announced, " + bytes.size() + " sent");
    }
    Map<String, String> answered = new HashMap<>();
    full.headers().forEach(header -> answered.put(header.name(), header.value()));
    return new Answer(full.status(), answered, bytes.toString(StandardCharsets.UTF_8));
  }

  /// Starts a watch.
  RecordingSink watch(String target) {
    Response response = server.handle(request("GET", target, "", "", Map.of()));
    if (!(response instanceof Response.Streaming stream)) {
      throw new AssertionError("no stream: " + response.status());
    }
    RecordingSink sink = new RecordingSink();
    stream.producer().start(sink);
    return sink;
  }

  private static Request request(
      String method, String target, String type, String body, Map<String, String> headers) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, List<String>> query = new HashMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&")) {
        int equals = pair.indexOf('=');
        query
            .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
            .add(pair.substring(equals + 1));
      }
    }
    Map<String, List<String>> all = new HashMap<>();
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    all.put("user-agent", List.of("test/1.0"));
    if (!type.isEmpty()) {
      all.put("content-type", List.of(type));
    }
    return new Request(method, path, query, all, body.getBytes(StandardCharsets.UTF_8), null);
  }

  @Override
  public void close() {
    server.close();
    store.close();
  }
}
