package io.ubernetes.integration;

import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What a server's discovery documents say that it serves.
///
/// @param resources `GROUP/VERSION/RESOURCE[/SUBRESOURCE]`, the core group's name being `core`
record ServedPaths(Set<String> resources) {

  /// Discovery, documents and health, which every server has.
  private static final Pattern ALWAYS =
      Pattern.compile(
          "/|/(api|api/v1|apis|version|healthz.*|livez.*|readyz.*|metrics|openapi/.*)/?");

  private static final String DEFINITIONS = "apiextensions.k8s.io/v1/customresourcedefinitions";

  /// A group that a scenario defines for itself.
  private static final Pattern OWN_GROUP = Pattern.compile("/apis/\\$\\{ns}\\.example\\.com(/.*)?");

  private static final Pattern GROUP = Pattern.compile("/apis/([^/]+)(/[^/]+)?");

  private static final Pattern RESOURCE =
      Pattern.compile(
          "/(?:api|apis/(?<group>[^/]+))/(?<version>[^/]+)(?:/watch)?"
              + "(?:/namespaces/[^/]+(?=/(?!status$|finalize$)))?"
              + "/(?<resource>[^/]+)(?:/[^/]+(?:/(?<subresource>[^/]+).*)?)?");

  static ServedPaths readFrom(ApiClient client) {
    Set<String> resources = new HashSet<>();
    add(client, "/api/v1", "core/v1", resources);
    for (JsonNode group : read(client, "/apis").path("groups")) {
      for (JsonNode version : group.path("versions")) {
        String groupVersion = version.path("groupVersion").asString();
        add(client, "/apis/" + groupVersion, groupVersion, resources);
      }
    }
    return new ServedPaths(resources);
  }

  private static void add(ApiClient client, String path, String prefix, Set<String> resources) {
    for (JsonNode resource : read(client, path).path("resources")) {
      resources.add(prefix + "/" + resource.path("name").asString());
    }
  }

  private static JsonNode read(ApiClient client, String path) {
    return Json.MAPPER.readTree(client.getRaw(path));
  }

  /// What a scenario asks for and the server does not have.
  Set<String> missing(JsonNode scenario) {
    Set<String> missing = new TreeSet<>();
    scenario.path("steps").forEach(step -> missing.addAll(missingIn(step)));
    return missing;
  }

  /// What a step asks for and the server does not have. A step to which the recording itself
  /// answers 404 asks for nothing: no server has it.
  Set<String> missingIn(JsonNode step) {
    Set<String> missing = new TreeSet<>();
    if (step.path("expect").path("status").asInt() != 404) {
      for (JsonNode request : requests(step)) {
        String path = request.path("path").asString();
        if (!isServed(path)) {
          missing.add(path);
        }
      }
    }
    return missing;
  }

  /// Whether a scenario changes nothing, so that each of its steps stands for itself.
  static boolean onlyReads(JsonNode scenario) {
    return scenario
        .path("steps")
        .valueStream()
        .flatMap(step -> requests(step).stream())
        .allMatch(request -> request.path("method").asString().equals("GET"));
  }

  private static List<JsonNode> requests(JsonNode step) {
    List<JsonNode> requests = new ArrayList<>(List.of(step.path("request")));
    step.path("watch").path("during").forEach(requests::add);
    return requests;
  }

  private boolean isServed(String path) {
    boolean definable = resources.contains(DEFINITIONS) && OWN_GROUP.matcher(path).matches();
    if (ALWAYS.matcher(path).matches() || definable) {
      return true;
    }
    Matcher document = GROUP.matcher(path);
    if (document.matches()) {
      String start = path.substring("/apis/".length()) + "/";
      return resources.stream().anyMatch(resource -> resource.startsWith(start));
    }
    Matcher matcher = RESOURCE.matcher(path.replaceFirst("/$", ""));
    if (!matcher.matches()) {
      return false;
    }
    String group = matcher.group("group") == null ? "core" : matcher.group("group");
    String name = group + "/" + matcher.group("version") + "/" + matcher.group("resource");
    String subresource = matcher.group("subresource");
    return resources.contains(subresource == null ? name : name + "/" + subresource);
  }
}
