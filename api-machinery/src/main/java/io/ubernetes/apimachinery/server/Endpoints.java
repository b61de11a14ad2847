package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.discovery.DiscoveryDocuments;
import io.ubernetes.apimachinery.discovery.Document;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.metrics.ServerMetrics;
import io.ubernetes.apimachinery.openapi.OpenApiDocuments;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Optional;

/// What is served beside resources: discovery, OpenAPI, health, version, metrics. All from memory
/// but health, which asks the store.
final class Endpoints {

  private final ApiServer.Options options;
  private final Health health;
  private final ServerMetrics metrics;
  private volatile DiscoveryDocuments discovery;
  private volatile OpenApiDocuments openApi;

  Endpoints(ApiServer.Options options, Health health, ServerMetrics metrics) {
    this.options = options;
    this.health = health;
    this.metrics = metrics;
    this.openApi = new OpenApiDocuments(options.types());
    this.discovery = new DiscoveryDocuments(options.types(), options.address());
  }

  /// The server serves other kinds from now on.
  void describe(List<ResourceType> types) {
    openApi = new OpenApiDocuments(types);
    discovery = new DiscoveryDocuments(types, options.address());
  }

  /// Whether an answer needs neither the store nor long computing.
  boolean fromMemory(String path) {
    return path.equals("/version") || path.equals("/api") || path.equals("/apis");
  }

  Response answer(Request request, RequestInfo info) {
    String path = info.path();
    if (Health.owns(path)) {
      return health.answer(request, path);
    }
    if (path.equals("/metrics")) {
      return Response.Full.bytes(200, ServerMetrics.CONTENT_TYPE, metrics.scrape());
    }
    if (path.equals("/version")) {
      return Answers.encoded(Accept.forErrors(request), 200, options.versionInfo().json());
    }
    if (path.startsWith("/debug/")) {
      return options
          .flow()
          .page(path)
          .map(page -> Health.text(200, page))
          .orElseGet(() -> Health.text(404, "404 page not found\n"));
    }
    return document(request, path).orElseGet(() -> nothing(path));
  }

  /// A version that is not served is a resource that is not found; any other path is just nothing.
  private static Response nothing(String path) {
    if (path.matches("/api/[^/]+|/apis/[^/]+/[^/]+")) {
      throw ResourceHandler.noSuchResource();
    }
    return Health.text(404, "404 page not found\n");
  }

  private Optional<Response> document(Request request, String path) {
    String accept = String.join(",", request.headers().getOrDefault("accept", List.of()));
    boolean describesSchemas = path.startsWith("/openapi/");
    Optional<Document> document =
        describesSchemas ? openApi.find(path, accept) : discovery.find(path, accept);
    if (document.isEmpty()) {
      return Optional.empty();
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      throw ResourceHandler.methodNotAllowed();
    }
    if (describesSchemas) {
      return Optional.of(document.get().respond(request));
    }
    Accept form = Accept.forErrors(request);
    if (form.pretty() && form.encoding() == Accept.Encoding.JSON) {
      return Optional.of(Answers.encoded(form, 200, Json.MAPPER.readTree(document.get().bytes())));
    }
    return Optional.of(document.get().respond(request));
  }
}
