package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 Secret`: settings that not everyone may read.
final class SecretKind implements Strategy {

  private static final GroupVersionKind KIND = CoreGroup.kind("Secret");

  static ResourceType type() {
    return new ResourceType(
        "",
        new Names("Secret", "SecretList", "secrets", "secret", List.of(), List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        CoreGroup.resource("secrets"),
        Set.of(),
        false,
        new SecretKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Type", "What the secret is for.", secret -> Json.text(secret, "type")),
        Columns.count("Data", "How many keys there are.", SecretKind::keys),
        Columns.age());
  }

  private static int keys(ObjectNode secret) {
    JsonNode data = Json.at(secret, "data");
    return data == null ? 0 : data.size();
  }

  /// Plain text is only a way to write: it is stored, and read back, among the data.
  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode secret) {
    Map<String, String> plain = Trees.map(secret, "stringData");
    secret.remove("stringData");
    if (!plain.isEmpty()) {
      ObjectNode data = Trees.makeObject(secret, "data");
      plain.forEach((key, text) ->
          data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }
    Trees.defaultText(secret, "type", "Opaque");
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("type");
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode secret) {
    return Map.of("type", Json.text(secret, "type"));
  }

  @Override
  public List<FieldError> validate(ObjectNode secret) {
    return SecretRules.validate(secret);
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode secret, ObjectNode old) {
    return SecretRules.validateUpdate(secret, old);
  }

  @Override
  public List<String> warnings(ObjectNode secret) {
    return SecretRules.warnings(secret);
  }
}
