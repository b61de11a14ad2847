package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 ConfigMap`: settings for workloads.
final class ConfigMapKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("ConfigMap");

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names(
            "ConfigMap", "ConfigMapList", "configmaps", "configmap", List.of("cm"), List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("configmaps"),
        Set.of(),
        false,
        new ConfigMapKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.count("Data", "How many keys there are.", ConfigMapKind::keys),
        Columns.age());
  }

  private static int keys(ObjectNode configMap) {
    return size(Json.at(configMap, "data")) + size(Json.at(configMap, "binaryData"));
  }

  private static int size(@Nullable JsonNode map) {
    return map == null ? 0 : map.size();
  }
}
