package io.ubernetes.apimachinery.discovery;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// The discovery documents of a set of kinds, each made when it is first asked for. Immutable to
/// its users and thread-safe; when the set of kinds changes, make a new one.
public final class DiscoveryDocuments {

  private static final String JSON = "application/json";
  private static final String YAML = "application/yaml";
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";
  private static final Map<String, String> AGGREGATED_VERSIONS =
      Map.of(AGGREGATED.formatted("v2"), "v2", AGGREGATED.formatted("v2beta1"), "v2beta1");
  private static final List<String> FORMS =
      List.of(JSON, AGGREGATED.formatted("v2"), AGGREGATED.formatted("v2beta1"), YAML);
  private static final List<String> PLAIN_FORMS = List.of(JSON, YAML);

  private final GroupVersions groupVersions;
  private final PlainDiscovery plain;
  private final AggregatedDiscovery aggregated;

  /// By path and media type; only what exists gets in, so its size is bounded by the kinds.
  private final Map<String, Document> made = new ConcurrentHashMap<>();

  /// @param serverAddress host and port that clients inside the network can use
  public DiscoveryDocuments(List<ResourceType> types, String serverAddress) {
    this.groupVersions = new GroupVersions(types);
    this.plain = new PlainDiscovery(groupVersions, serverAddress);
    this.aggregated = new AggregatedDiscovery(groupVersions);
  }

  /// The document at a path: `/api`, `/apis`, `/api/v1`, `/apis/GROUP` or `/apis/GROUP/VERSION`,
  /// with or without a slash at the end.
  ///
  /// @param accept the `Accept` header; empty when there is none
  /// @return empty when no document is there
  /// @throws ApiException 406 when the client accepts no form that there is
  public Optional<Document> find(String path, String accept) {
    String[] segments = path.split("/");
    boolean core = path.startsWith("/api/") || path.equals("/api");
    boolean named = path.startsWith("/apis/") || path.equals("/apis");
    if (!core && !named) {
      return Optional.empty();
    }
    return switch (segments.length) {
      case 2 -> Optional.of(root(core, accept));
      case 3 ->
          core ? resources(new GroupVersion("", segments[2]), accept) : group(segments[2], accept);
      case 4 ->
          core ? Optional.empty() : resources(new GroupVersion(segments[2], segments[3]), accept);
      default -> Optional.empty();
    };
  }

  private Document root(boolean core, String accept) {
    String form = negotiate(accept, FORMS);
    String version = AGGREGATED_VERSIONS.get(form);
    if (version == null) {
      return made(core ? "/api" : "/apis", form, core ? plain::coreVersions : plain::groups);
    }
    List<String> groups = core ? List.of("") : groupVersions.namedGroups();
    return made(core ? "/api" : "/apis", form, () -> aggregated.document(version, groups));
  }

  private Optional<Document> group(String group, String accept) {
    if (group.isEmpty() || groupVersions.versions(group).isEmpty()) {
      return Optional.empty();
    }
    String form = negotiate(accept, PLAIN_FORMS);
    return Optional.of(made(group, form, () -> plain.group(group)));
  }

  private Optional<Document> resources(GroupVersion groupVersion, String accept) {
    if (groupVersions.types(groupVersion).isEmpty()) {
      return Optional.empty();
    }
    String form = negotiate(accept, PLAIN_FORMS);
    return Optional.of(made("/" + groupVersion, form, () -> plain.resources(groupVersion)));
  }

  /// A client that asks for the aggregated form of what has none gets the plain one.
  private static String negotiate(String accept, List<String> forms) {
    return Accepted.of(accept)
        .best(forms)
        .orElseThrow(() ->
            ApiException.notAcceptable(
                "only the following media types are accepted: application/json,"
                    + " application/yaml, application/vnd.kubernetes.protobuf"));
  }

  private Document made(String key, String form, Supplier<ObjectNode> maker) {
    return made.computeIfAbsent(key + " " + form, any -> make(form, maker.get()));
  }

  private static Document make(String form, ObjectNode tree) {
    @Nullable String yaml = form.equals(YAML) ? Yaml.MAPPER.writeValueAsString(sorted(tree)) : null;
    String text = yaml == null ? Json.MAPPER.writeValueAsString(tree) + "\n" : yaml;
    return new Document(form, text.getBytes(StandardCharsets.UTF_8));
  }

  /// Kubernetes' YAML has its keys in order.
  private static Object sorted(ObjectNode tree) {
    return Json.MAPPER.convertValue(tree, Object.class);
  }

  /// Loaded only when somebody wants YAML.
  private static final class Yaml {
    static final YAMLMapper MAPPER =
        YAMLMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();
  }
}
