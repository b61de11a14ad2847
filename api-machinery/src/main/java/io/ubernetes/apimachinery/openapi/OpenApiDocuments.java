package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.discovery.Accepted;
import io.ubernetes.apimachinery.discovery.Document;
import io.ubernetes.apimachinery.discovery.GroupVersions;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The OpenAPI documents of a set of kinds, each made when it is first asked for. Immutable to its
/// users and thread-safe; when the set of kinds changes, make a new one.
///
/// Clients differ in what they read: kubectl up to 1.28 needs the v2 document as protobuf, later
/// ones the v3 documents as JSON.
public final class OpenApiDocuments {

  private static final String JSON = "application/json";

  private static final String PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  /// What clients ask for. The last is no valid media type (they cannot read it themselves), so
  /// that it is answered with the one before.
  private static final List<String> V2_FORMS =
      List.of(JSON, PROTOBUF, "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");

  /// The version of Kubernetes whose schemas these are.
  private static final String VERSION = "v1.36";

  private static final String V3 = "/openapi/v3/";

  private final GroupVersions groupVersions;

  /// By path and form; only what exists gets in, so its size is bounded by the kinds.
  private final Map<String, Document> made = new ConcurrentHashMap<>();

  public OpenApiDocuments(List<ResourceType> types) {
    this.groupVersions = new GroupVersions(types);
  }

  /// The document at a path: `/openapi/v2`, `/openapi/v3` or `/openapi/v3/...`.
  ///
  /// @param accept the `Accept` header; empty when there is none
  /// @return empty when no document is there
  /// @throws ApiException 406 when the client accepts no form that there is
  public Optional<Document> find(String path, String accept) {
    return switch (path) {
      case "/openapi/v2" -> Optional.of(v2(accept));
      case "/openapi/v3", "/openapi/v3/" -> Optional.of(v3Index());
      default -> path.startsWith(V3) ? v3(path.substring(V3.length())) : Optional.empty();
    };
  }

  /// `/openapi/v2`.
  ///
  /// @param accept the `Accept` header; empty when there is none
  /// @throws ApiException 406 when the client accepts neither JSON nor protobuf
  public Document v2(String accept) {
    String form =
        Accepted.of(accept)
            .best(V2_FORMS)
            .orElseThrow(() ->
                ApiException.notAcceptable(
                    "only the following media types are accepted: " + String.join(", ", V2_FORMS)));
    Supplier<ObjectNode> tree = () -> OpenApiV2.document(groupVersions);
    return form.equals(JSON)
        ? made("v2", () -> new Document(JSON, Json.bytes(tree.get())))
        : made(
            "v2 as protobuf", () -> new Document(PROTOBUF, OpenApiV2Protobuf.encode(tree.get())));
  }

  /// `/openapi/v3`: where the other documents are, with their hashes.
  public Document v3Index() {
    return made(
        "v3",
        () -> {
          ObjectNode index = Json.object();
          ObjectNode paths = index.putObject("paths");
          for (GroupVersion groupVersion : groupVersions.all()) {
            String path = Paths.root(groupVersion).substring(1);
            paths
                .putObject(path)
                .put(
                    "serverRelativeURL",
                    "/openapi/v3/" + path + "?hash=" + v3(groupVersion).hash());
          }
          return new Document(JSON, Json.bytes(index));
        });
  }

  /// A document of version 3.
  ///
  /// @param path what follows `/openapi/v3/`, such as `api/v1` or `apis/apps/v1`
  /// @return empty when nothing is served there
  public Optional<Document> v3(String path) {
    return groupVersions.all().stream()
        .filter(groupVersion -> Paths.root(groupVersion).substring(1).equals(path))
        .findFirst()
        .map(this::v3);
  }

  private Document v3(GroupVersion groupVersion) {
    return made(
        "v3 " + groupVersion,
        () ->
            new Document(
                JSON,
                Json.bytes(OpenApiV3.document(groupVersion, groupVersions.types(groupVersion)))));
  }

  /// Making one may take another, so it is not made inside the map's lock.
  private Document made(String key, Supplier<Document> maker) {
    Document known = made.get(key);
    if (known == null) {
      known = maker.get();
      Document other = made.putIfAbsent(key, known);
      known = other == null ? known : other;
    }
    return known;
  }

  static ObjectNode info() {
    return Json.object().put("title", "Kubernetes").put("version", VERSION);
  }

  /// `apps_v1` of `/apis/apps/v1/...`, `core_v1` of `/api/v1/...`.
  static String tag(String path) {
    String[] segments = path.split("/");
    return segments[1].equals("api")
        ? "core_" + segments[2]
        : segments[2].replace(".k8s.io", "").replace('.', '_') + "_" + segments[3];
  }

  static String meaning(String code) {
    return switch (code) {
      case "201" -> "Created";
      case "202" -> "Accepted";
      default -> "OK";
    };
  }

  static void putAction(ObjectNode tree, Operation operation) {
    tree.put("x-kubernetes-action", operation.action());
    tree.putObject("x-kubernetes-group-version-kind")
        .put("group", operation.kind().group())
        .put("version", operation.kind().version())
        .put("kind", operation.kind().kind());
  }
}
