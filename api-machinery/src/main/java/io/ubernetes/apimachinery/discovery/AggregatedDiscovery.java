package io.ubernetes.apimachinery.discovery;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The aggregated form of discovery (`apidiscovery.k8s.io`): everything in one document.
final class AggregatedDiscovery {

  private final GroupVersions groupVersions;

  AggregatedDiscovery(GroupVersions groupVersions) {
    this.groupVersions = groupVersions;
  }

  /// @param version of the form: `v2` or `v2beta1`, which do not differ in what is said here
  /// @param groups the groups to list
  ObjectNode document(String version, List<String> groups) {
    ObjectNode document =
        Json.object()
            .put("kind", "APIGroupDiscoveryList")
            .put("apiVersion", "apidiscovery.k8s.io/" + version);
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    for (String group : groups) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!group.isEmpty()) {
        metadata.put("name", group);
      }
      ArrayNode versions = item.putArray("versions");
      groupVersions.versions(group).forEach(each -> putVersion(versions.addObject(), each));
    }
    return document;
  }

  private void putVersion(ObjectNode into, GroupVersion groupVersion) {
    into.put("version", groupVersion.version());
    ArrayNode resources = into.putArray("resources");
    List<ResourceType> types = groupVersions.types(groupVersion);
    for (ResourceType type : types) {
      if (!type.isPart()) {
        putResource(resources.addObject(), type, partsOf(type, types));
      }
    }
    into.put("freshness", "Current");
  }

  private static List<ResourceType> partsOf(ResourceType type, List<ResourceType> all) {
    String prefix = type.names().plural() + "/";
    return all.stream().filter(other -> other.names().plural().startsWith(prefix)).toList();
  }

  private static void putResource(ObjectNode into, ResourceType type, List<ResourceType> parts) {
    ResourceType.Names names = type.names();
    into.put("resource", names.plural());
    putKind(into, "", "", names.kind());
    into.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    into.put("singularResource", names.singular());
    PlainDiscovery.putWords(into, "verbs", Verbs.of(type));
    PlainDiscovery.putWords(into, "shortNames", names.shortNames());
    PlainDiscovery.putWords(into, "categories", names.categories());
    List<Subresource> subresources = Verbs.subresources(type);
    if (!subresources.isEmpty() || !parts.isEmpty()) {
      ArrayNode list = into.putArray("subresources");
      subresources.forEach(each -> putSubresource(list.addObject(), type, each));
      parts.forEach(part -> putPart(list.addObject(), type, part));
    }
  }

  private static void putPart(ObjectNode into, ResourceType type, ResourceType part) {
    into.put("subresource", part.names().plural().substring(type.names().plural().length() + 1));
    GroupVersionKind kind = part.storage();
    putKind(into, kind.group(), kind.version(), kind.kind());
    PlainDiscovery.putWords(into, "verbs", Verbs.of(part));
  }

  private static void putSubresource(ObjectNode into, ResourceType type, Subresource subresource) {
    into.put("subresource", Verbs.path(subresource));
    if (subresource == Subresource.SCALE) {
      putKind(into, "autoscaling", "v1", "Scale");
    } else {
      putKind(into, "", "", type.names().kind());
    }
    PlainDiscovery.putWords(into, "verbs", Verbs.of(subresource));
  }

  /// An empty group and version stand for those of the resource.
  private static void putKind(ObjectNode into, String group, String version, String kind) {
    into.putObject("responseKind").put("group", group).put("version", version).put("kind", kind);
  }
}
