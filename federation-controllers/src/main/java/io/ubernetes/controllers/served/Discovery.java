package io.ubernetes.controllers.served;

import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// All kinds that a server serves, read at one time.
///
/// @param kinds of every version that could be read
/// @param failures why others could not be read, by group and version
public record Discovery(List<ServedKind> kinds, Map<String, String> failures) {

  public Discovery {
    kinds = List.copyOf(kinds);
    failures = Map.copyOf(failures);
  }

  /// @throws ApiClientException when the server does not even tell its groups
  public static Discovery read(ApiClient client) {
    List<ServedKind> kinds = new ArrayList<>();
    Map<String, String> failures = new TreeMap<>();
    JsonNode groups = Json.at(Json.parseObject(client.getRaw("/apis")), "groups");
    read(client, "/api/v1", "v1", ServedKind.Preference.PREFERRED, kinds, failures);
    if (groups != null) {
      for (JsonNode group : groups) {
        String preferred = Json.text(group, "preferredVersion", "groupVersion");
        for (String version : versions(group)) {
          ServedKind.Preference preference =
              version.equals(preferred)
                  ? ServedKind.Preference.PREFERRED
                  : ServedKind.Preference.OTHER;
          read(client, "/apis/" + version, version, preference, kinds, failures);
        }
      }
    }
    return new Discovery(kinds, failures);
  }

  private static Set<String> versions(JsonNode group) {
    Set<String> versions = new LinkedHashSet<>();
    JsonNode listed = Json.at(group, "versions");
    if (listed != null) {
      listed.forEach(version -> versions.add(Json.text(version, "groupVersion")));
    }
    return versions;
  }

  private static void read(
      ApiClient client,
      String path,
      String version,
      ServedKind.Preference preference,
      List<ServedKind> kinds,
      Map<String, String> failures) {
    try {
      JsonNode resources = Json.at(Json.parseObject(client.getRaw(path)), "resources");
      if (resources != null) {
        resources.forEach(resource -> add(resource, version, preference, kinds));
      }
    } catch (ApiClientException refused) {
      if (!refused.isNotFound()) { // the version went away meanwhile
        failures.put(version, String.valueOf(refused.getMessage()));
      }
    } catch (JacksonException malformed) {
      failures.put(version, String.valueOf(malformed.getOriginalMessage()));
    }
  }

  private static void add(
      JsonNode resource, String version, ServedKind.Preference preference, List<ServedKind> kinds) {
    String plural = Json.text(resource, "name");
    if (plural.isEmpty() || plural.contains("/")) {
      return;
    }
    List<String> verbs = new ArrayList<>();
    resource.path("verbs").forEach(verb -> verbs.add(verb.asString()));
    ApiResource.Scope scope =
        resource.path("namespaced").asBoolean(false)
            ? ApiResource.Scope.NAMESPACED
            : ApiResource.Scope.CLUSTER;
    ApiResource found =
        new ApiResource(
            GroupVersion.parse(version).kind(Json.text(resource, "kind")), plural, scope);
    kinds.add(new ServedKind(found, Set.copyOf(verbs), preference));
  }
}
