package io.ubernetes.federation.apiserver.access;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import tools.jackson.databind.node.ObjectNode;

/// Says in the federation which authority signs certificates, in the ConfigMap in which Kubernetes'
/// API server says it: `kube-system/extension-apiserver-authentication`. The controllers bring it
/// to each namespace from there. Stateless.
final class PublishedAuthority {
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
  private static final NamespacedName KEY =
      new NamespacedName("kube-system", "extension-apiserver-authentication");
  private static final String FIELD = "client-ca-file";
  private static final String WRITER = "system:apiserver";

  private PublishedAuthority() {}

  static void ensure(Registry configMaps, String pem) {
    var cached = configMaps.cache().snapshot().get(KEY);
    if (cached != null && Json.text(cached.tree(), "data", FIELD).equals(pem)) {
      return;
    }
    var version = configMaps.type().versions().getFirst();
    WriteOptions options = WriteOptions.by(WRITER, WRITER);
    ApiObject made =
        ApiObject.of(new GroupVersionKind("", "v1", "ConfigMap"), KEY.namespace(), KEY.name());
    made.json().putObject("data").put(FIELD, pem);
    try {
      var _ = configMaps.create(version, KEY.namespace(), made.json(), options);
    } catch (ApiException refused) {
      if (refused.code() != 409) {
        throw refused;
      }
      Change.Edit edit = new Change.Edit.Patch(current -> with(current, pem));
      var _ = configMaps.update(KEY, new Change(version, Change.Part.MAIN, edit), options);
    }
  }

  private static ObjectNode with(ObjectNode configMap, String pem) {
    Trees.makeObject(configMap, "data").put(FIELD, pem);
    return configMap;
  }

  /// The registry's resource.
  static GroupResource resource() {
    return CONFIG_MAPS;
  }
}
