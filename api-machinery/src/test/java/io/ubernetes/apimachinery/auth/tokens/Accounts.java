package io.ubernetes.apimachinery.auth.tokens;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Authentication;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.registry.Admission.Attributes;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// A server with service accounts and their tokens, spoken to in requests and responses.
final class Accounts implements AutoCloseable {
  static final String PATH = "/api/v1/namespaces/default/";

  private final TokenKeys keys;
  private final ServiceAccountTokens tokens;
  private final ApiServer server;
  private final TokenSecrets secrets;
  private volatile Predicate<Attributes> refused = attributes -> false;
  private volatile Function<Attributes, String> reason = attributes -> "";

  Accounts(Path directory, Store store, InstantSource clock) {
    try {
      keys = TokenKeys.open(directory, store, clock);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    tokens = new ServiceAccountTokens(keys, clock);
    AtomicReference<ApiServer> itself = new AtomicReference<>();
    List<ResourceType> types = new ArrayList<>(BuiltinKinds.all());
    types.add(
        TokenRequests.type(
            tokens, resource -> Objects.requireNonNull(itself.get()).registry(resource)));
    server =
        new ApiServer(
            new ApiServer.Options(
                types,
                Set.of("default"),
                new VersionInfo("1", "36", "v1.36.2"),
                "127.0.0.1:6443",
                new AccessControl(
                    request -> new Authentication.Known(Identity.of("tester")),
                    (identity, attributes) -> Authorizer.Decision.ALLOW,
                    AccessControl.Anonymous.FORBIDDEN),
                Environment.real(this::judge)),
            store);
    itself.set(server);
    server.start();
    tokens.follow(server::registry);
    secrets = new TokenSecrets(tokens, server::registry, "the authority");
    try {
      secrets.start();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /// From now on admission refuses some writes.
  void refuse(Predicate<Attributes> which, Function<Attributes, String> why) {
    refused = which;
    reason = why;
  }

  private void judge(Attributes attributes) {
    if (refused.test(attributes)) {
      throw attributes.forbidden(reason.apply(attributes));
    }
  }

  TokenKeys keys() {
    return keys;
  }

  ServiceAccountTokens tokens() {
    return tokens;
  }

  Registry registry(GroupResource resource) {
    return server.registry(resource);
  }

  /// @param path below the default namespace
  ObjectNode send(String method, String path, String body) {
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    Map<String, List<String>> headers = Map.of("content-type", List.of(type));
    byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Response response =
        server.handle(new Request(method, PATH + path, Map.of(), headers, bytes, null));
    if (!(response instanceof Response.Full full)) {
      throw new AssertionError("a stream where an answer was expected");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    full.body().forEach(all::writeBytes);
    return Json.parseObject(all.toByteArray());
  }

  void account(String name) {
    send("POST", "serviceaccounts", "{'metadata':{'name':'" + name + "'}}");
  }

  String token(String account, String spec) {
    ObjectNode answer =
        send("POST", "serviceaccounts/" + account + "/token", "{'spec':{" + spec + "}}");
    String token = Json.text(answer, "status", "token");
    if (token.isEmpty()) {
      throw new AssertionError(answer.toString());
    }
    return token;
  }

  @Override
  public void close() {
    secrets.close();
    server.close();
    keys.close();
  }
}
