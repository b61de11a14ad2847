package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.crd.Definition.VersionDefinition;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The rules for the schema of a version: it must be structural ([StructureRules]), its defaults
/// must fit ([DefaultRules]), its words must be known ([KeywordRules]), and its rules in CEL must
/// compile ([RuleRules]).
final class SchemaRules {

  private static final Set<String> AT_ROOT_WITH_STATUS =
      Set.of(
          "description",
          "type",
          "format",
          "title",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "multipleOf",
          "required",
          "items",
          "properties",
          "externalDocs",
          "example",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private SchemaRules() {}

  /// @param old the definition before; null for a new one
  /// @param path of what holds `openAPIV3Schema`
  static void check(
      VersionDefinition version, @Nullable Definition old, FieldPath path, FieldErrors errors) {
    JsonNode schema = version.schema();
    FieldPath root = path.child("openAPIV3Schema");
    if (version.hasStatus()) {
      checkRootWithStatus(schema, path, errors);
    }
    if (schema.path("nullable").asBoolean(false)) {
      errors.forbidden(
          path.child("openAPIV3Schema.nullable"), "nullable cannot be true at the root");
    }
    FieldErrors structure = new FieldErrors();
    StructureRules.check(schema, root, structure);
    boolean structural = structure.isEmpty();
    if (structural) {
      DefaultRules.check(schema, root, structure);
    }
    sorted(structure.list()).forEach(errors::add);
    FieldErrors keywords = new FieldErrors();
    KeywordRules.check(schema, root, keywords);
    keywords.list().forEach(errors::add);
    if (structure.isEmpty() && keywords.isEmpty()) {
      RuleRules.check(schema, root, costs(version, old), errors);
    }
  }

  private static RuleRules.Costs costs(VersionDefinition version, @Nullable Definition old) {
    boolean same =
        old != null
            && old.versions().stream()
                .anyMatch(before ->
                    before.name().equals(version.name())
                        && before.schema().equals(version.schema()));
    return same ? RuleRules.Costs.KNOWN_BEFORE : RuleRules.Costs.LIMITED;
  }

  private static List<FieldError> sorted(List<FieldError> errors) {
    return errors.stream().sorted(Comparator.comparing(FieldError::toString)).toList();
  }

  /// The status is checked by its own part of the schema, which no other part may qualify.
  private static void checkRootWithStatus(JsonNode schema, FieldPath path, FieldErrors errors) {
    if (!Json.text(schema, "type").equals("object")) {
      errors.invalid(
          path.child("openAPIV3Schema.type"),
          Json.text(schema, "type"),
          "only \"object\" is allowed as the type at the root of the schema if the status"
              + " subresource is enabled");
    }
    for (Map.Entry<String, JsonNode> word : schema.properties()) {
      if (!AT_ROOT_WITH_STATUS.contains(word.getKey())) {
        errors.invalid(
            path.child("openAPIV3Schema"),
            schema,
            "only [Description Type Format Title Maximum ExclusiveMaximum Minimum ExclusiveMinimum"
                + " MaxLength MinLength Pattern MaxItems MinItems UniqueItems MultipleOf Required"
                + " Items Properties ExternalDocs Example XPreserveUnknownFields XValidations]"
                + " fields are allowed at the root of the schema if the status subresource is"
                + " enabled");
        return;
      }
    }
  }
}
