package io.ubernetes.apimachinery.discovery;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The documents of Kubernetes' first form of discovery: one for each group and version.
final class PlainDiscovery {

  private static final int HASH_BYTES = 8;

  private final GroupVersions groupVersions;
  private final String serverAddress;

  PlainDiscovery(GroupVersions groupVersions, String serverAddress) {
    this.groupVersions = groupVersions;
    this.serverAddress = serverAddress;
  }

  /// Of `/api`; unlike all others it has no `apiVersion`.
  ObjectNode coreVersions() {
    ObjectNode document = Json.object().put("kind", "APIVersions");
    ArrayNode versions = document.putArray("versions");
    groupVersions.versions("").forEach(version -> versions.add(version.version()));
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return document;
  }

  ObjectNode groups() {
    ObjectNode document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = document.putArray("groups");
    groupVersions.namedGroups().forEach(group -> putGroup(groups.addObject(), group));
    return document;
  }

  ObjectNode group(String group) {
    ObjectNode document = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
    putGroup(document, group);
    return document;
  }

  private void putGroup(ObjectNode into, String group) {
    into.put("name", group);
    ArrayNode versions = into.putArray("versions");
    List<GroupVersion> all = groupVersions.versions(group);
    all.forEach(version -> putVersion(versions.addObject(), version));
    putVersion(into.putObject("preferredVersion"), all.getFirst());
  }

  private static void putVersion(ObjectNode into, GroupVersion version) {
    into.put("groupVersion", version.toString()).put("version", version.version());
  }

  ObjectNode resources(GroupVersion groupVersion) {
    ObjectNode document = Json.object().put("kind", "APIResourceList");
    if (!groupVersion.group().isEmpty()) {
      document.put("apiVersion", "v1");
    }
    document.put("groupVersion", groupVersion.toString());
    ArrayNode resources = document.putArray("resources");
    for (ResourceType type : groupVersions.types(groupVersion)) {
      putResource(resources.addObject(), type);
      for (Subresource subresource : Verbs.subresources(type)) {
        putSubresource(resources.addObject(), type, subresource);
      }
    }
    return document;
  }

  private static void putResource(ObjectNode into, ResourceType type) {
    ResourceType.Names names = type.names();
    into.put("name", names.plural());
    into.put("singularName", names.singular());
    into.put("namespaced", type.namespaced());
    if (type.isPart()) {
      into.put("group", type.storage().group()).put("version", type.storage().version());
    }
    into.put("kind", names.kind());
    putWords(into, "verbs", Verbs.of(type));
    putWords(into, "shortNames", names.shortNames());
    putWords(into, "categories", names.categories());
    if (!type.isAnswered()) {
      into.put("storageVersionHash", storageVersionHash(type.storage()));
    }
  }

  private static void putSubresource(ObjectNode into, ResourceType type, Subresource subresource) {
    into.put("name", type.names().plural() + "/" + Verbs.path(subresource));
    into.put("singularName", "");
    into.put("namespaced", type.namespaced());
    if (subresource == Subresource.SCALE) {
      into.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
    } else {
      into.put("kind", type.names().kind());
    }
    putWords(into, "verbs", Verbs.of(subresource));
  }

  static void putWords(ObjectNode into, String field, List<String> words) {
    if (!words.isEmpty()) {
      words.forEach(into.putArray(field)::add);
    }
  }

  /// As Kubernetes computes it, so that the same kind has the same hash here.
  private static String storageVersionHash(GroupVersionKind kind) {
    String text = kind.group() + "/" + kind.version() + "/" + kind.kind();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
