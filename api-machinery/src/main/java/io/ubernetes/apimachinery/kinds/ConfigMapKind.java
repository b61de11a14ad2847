package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public List<FieldError> validate(ObjectNode configMap) {
    FieldErrors errors = new FieldErrors();
    Map<String, String> data = Trees.map(configMap, "data");
    Map<String, String> binary = Trees.map(configMap, "binaryData");
    FieldPath field = FieldPath.of("data");
    ConfigData.keys(data, field, errors);
    for (String key : data.keySet()) {
      if (binary.containsKey(key)) {
        errors.invalid(field.key(key), key, "duplicate of key present in binaryData");
      }
    }
    ConfigData.keys(binary, FieldPath.of("binaryData"), errors);
    if (bytes(data, binary) > ConfigData.MAX_BYTES) {
      errors.tooLong(FieldPath.WHOLE_OBJECT, ConfigData.MAX_BYTES);
    }
    return errors.list();
  }

  private static long bytes(Map<String, String> data, Map<String, String> binary) {
    long size = 0;
    for (String text : data.values()) {
      size += text.getBytes(StandardCharsets.UTF_8).length;
    }
    for (String base64 : binary.values()) {
      size += ConfigData.decodedLength(base64);
    }
    return size;
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode configMap, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ConfigData.immutable(configMap, old, List.of("data", "binaryData"), errors);
    return errors.list();
  }
}
