package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.crd.Definition.VersionDefinition;
import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoStruct;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for definitions, but for those of their schemas ([SchemaRules]).
///
/// Kubernetes checks an older form of definitions in which what all versions share stands once:
/// hence paths like `spec.validation` in its messages.
final class DefinitionRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STORED = FieldPath.of("status", "storedVersions");
  private static final String APPROVAL = "api-approved.kubernetes.io";

  private final Definition definition;
  private final @Nullable Definition old;
  private final FieldErrors errors;

  private DefinitionRules(Definition definition, @Nullable Definition old, FieldErrors errors) {
    this.definition = definition;
    this.old = old;
    this.errors = errors;
  }

  /// @param old null for a new definition
  static void check(
      Definition definition,
      @Nullable Definition old,
      Set<String> reservedGroups,
      FieldErrors errors) {
    DefinitionRules rules = new DefinitionRules(definition, old, errors);
    rules.name();
    rules.group(reservedGroups);
    rules.scope();
    rules.versions();
    rules.names();
    ConversionRules.check(definition, old, SPEC.child("conversion"), errors);
    rules.storedVersions();
    rules.approval();
    if (Trees.flag(definition.object(), "spec", "preserveUnknownFields")) {
      errors.add(
          FieldError.invalid(
              "spec.preserveUnknownFields",
              "true",
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead"));
    }
    if (old != null) {
      rules.unchanged(old);
    }
  }

  private void name() {
    String plural = Json.text(definition.wantedNames(), "plural");
    if (old == null && !definition.name().equals(plural + "." + definition.group())) {
      errors.invalid(
          FieldPath.of("metadata", "name"),
          definition.name(),
          "must be spec.names.plural+\".\"+spec.group");
    }
  }

  private void group(Set<String> reserved) {
    String group = definition.group();
    FieldPath path = SPEC.child("group");
    if (group.isEmpty()) {
      errors.required(path);
      return;
    }
    List<String> wrong = Names.dns1123Subdomain(group);
    if (!wrong.isEmpty()) {
      errors.invalid(path, group, String.join(",", wrong));
    } else if (group.indexOf('.') < 0) {
      errors.invalid(path, group, "should be a domain with at least one dot");
    }
    if (reserved.contains(group)) {
      errors.forbidden(path, "the group " + group + " is the server's own");
    }
  }

  private void scope() {
    String scope = Json.text(definition.object(), "spec", "scope");
    errors.requiredOneOf(SPEC.child("scope"), scope, List.of("Cluster", "Namespaced"));
  }

  private void versions() {
    List<VersionDefinition> versions = definition.versions();
    Shared shared = Shared.of(versions);
    FieldPath list = SPEC.child("versions");
    Set<String> names = new HashSet<>();
    boolean unique = true;
    for (int i = 0; i < versions.size(); i++) {
      VersionDefinition version = versions.get(i);
      FieldPath path = list.index(i);
      unique &= names.add(version.name());
      List<String> wrong = Names.dns1035Label(version.name());
      if (!wrong.isEmpty()) {
        errors.invalid(path.child("name"), version.name(), String.join(",", wrong));
      }
      if (Json.at(version.object(), "schema", "openAPIV3Schema") == null) {
        errors.required(path.child("schema").child("openAPIV3Schema"));
      } else if (!shared.schema()) {
        SchemaRules.check(version, old, path.child("schema"), errors);
      }
      deprecation(version, path);
      VersionRules rules = new VersionRules(version, errors);
      if (!shared.subresources()) {
        rules.subresources(path.child("subresources"));
      }
      if (!shared.columns()) {
        rules.columns(path.child("additionalPrinterColumns"));
      }
      if (!shared.selectableFields()) {
        rules.selectableFields(path.child("selectableFields"));
      }
    }
    if (!unique) {
      invalidVersions("must contain unique version names");
    }
    if (versions.stream().filter(VersionDefinition::isStorage).count() != 1) {
      invalidVersions("must have exactly one version marked as storage version");
    }
    if (!versions.isEmpty()) {
      shared(versions.getFirst(), shared);
    }
  }

  /// What is the same in all versions is checked once.
  private void shared(VersionDefinition first, Shared shared) {
    List<String> wrong = Names.dns1035Label(first.name());
    if (!first.name().isEmpty() && !wrong.isEmpty()) {
      errors.invalid(SPEC.child("version"), first.name(), String.join(",", wrong));
    }
    if (shared.schema()) {
      SchemaRules.check(first, old, SPEC.child("validation"), errors);
    }
    VersionRules rules = new VersionRules(first, errors);
    if (shared.subresources()) {
      rules.subresources(SPEC.child("subresources"));
    }
    if (shared.columns()) {
      rules.columns(SPEC.child("additionalPrinterColumns"));
    }
    if (shared.selectableFields()) {
      rules.selectableFields(SPEC.child("selectableFields"));
    }
  }

  /// Which parts are the same in all versions.
  private record Shared(
      boolean schema, boolean subresources, boolean columns, boolean selectableFields) {

    static Shared of(List<VersionDefinition> versions) {
      return new Shared(
          same(versions, "schema"),
          same(versions, "subresources"),
          same(versions, "additionalPrinterColumns"),
          same(versions, "selectableFields"));
    }

    private static boolean same(List<VersionDefinition> versions, String part) {
      return !versions.isEmpty()
          && versions.getFirst().object().has(part)
          && versions.stream().map(version -> version.object().path(part)).distinct().count() == 1;
    }
  }

  private void deprecation(VersionDefinition version, FieldPath path) {
    JsonNode warning = version.object().get("deprecationWarning");
    if (warning == null) {
      return;
    }
    FieldPath field = path.child("deprecationWarning");
    String text = warning.asString("");
    if (!Trees.flag(version.object(), "deprecated")) {
      errors.invalid(field, text, "can only be set for deprecated versions");
      return;
    }
    if (text.length() > 256) {
      errors.invalid(field, text, "must be <= 256 characters long");
    }
    if (text.isEmpty()) {
      errors.invalid(field, text, "must not be an empty string");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        errors.invalid(
            field,
            text,
            "must only contain printable UTF-8 characters; non-printable character found at index "
                + i);
        return;
      }
    }
  }

  private void invalidVersions(String detail) {
    String shown =
        definition.versions().stream()
            .map(DefinitionRules::shown)
            .collect(Collectors.joining(",", "[", "]"));
    errors.add(FieldError.invalid("spec.versions", shown, detail));
  }

  private static String shown(VersionDefinition version) {
    return GoStruct.of()
        .with("Name", version.name())
        .with("Served", Json.object().booleanNode(version.isServed()))
        .with("Storage", Json.object().booleanNode(version.isStorage()))
        .with("Deprecated", Json.object().booleanNode(Trees.flag(version.object(), "deprecated")))
        .with("DeprecationWarning", version.object().get("deprecationWarning"))
        .with("Schema", (JsonNode) null)
        .with("Subresources", (JsonNode) null)
        .with("AdditionalPrinterColumns", (JsonNode) null)
        .with("SelectableFields", (JsonNode) null)
        .toString();
  }

  private void names() {
    ObjectNode names = definition.wantedNames();
    FieldPath path = SPEC.child("names");
    for (String name : List.of("plural", "singular", "kind", "listKind")) {
      if (Json.text(names, name).isEmpty()) {
        errors.required(path.child(name));
      }
    }
    label(path.child("plural"), Json.text(names, "plural"));
    label(path.child("singular"), Json.text(names, "singular"));
    kind(path.child("kind"), Json.text(names, "kind"));
    kind(path.child("listKind"), Json.text(names, "listKind"));
    labels(path.child("shortNames"), Trees.strings(names, "shortNames"));
    String kind = Json.text(names, "kind");
    if (!kind.isEmpty() && kind.equals(Json.text(names, "listKind"))) {
      errors.invalid(path.child("listKind"), kind, "kind and listKind may not be the same");
    }
    labels(path.child("categories"), Trees.strings(names, "categories"));
  }

  private void labels(FieldPath list, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      List<String> wrong = Names.dns1035Label(names.get(i));
      if (!wrong.isEmpty()) {
        errors.invalid(list.index(i), names.get(i), String.join(",", wrong));
      }
    }
  }

  private void label(FieldPath field, String name) {
    List<String> wrong = Names.dns1035Label(name);
    if (!name.isEmpty() && !wrong.isEmpty()) {
      errors.invalid(field, name, String.join(",", wrong));
    }
  }

  private void kind(FieldPath field, String name) {
    List<String> wrong = Names.dns1035Label(name.toLowerCase(Locale.ROOT));
    if (!name.isEmpty() && !wrong.isEmpty()) {
      errors.invalid(
          field,
          name,
          "may have mixed case, but should otherwise match: " + String.join(",", wrong));
    }
  }

  private void storedVersions() {
    List<String> stored = Trees.strings(definition.object(), "status", "storedVersions");
    if (stored.isEmpty()) {
      errors.add(
          FieldError.invalid(STORED.toString(), "null", "must have at least one stored version"));
      return;
    }
    Set<String> known = new HashSet<>();
    for (VersionDefinition version : definition.versions()) {
      known.add(version.name());
      if (version.isStorage() && !stored.contains(version.name())) {
        errors.add(
            FieldError.invalid(
                STORED.toString(),
                Json.MAPPER.writeValueAsString(stored),
                "must have the storage version " + version.name()));
      }
    }
    for (int i = 0; i < stored.size(); i++) {
      String name = stored.get(i);
      if (!known.contains(name)) {
        errors.invalid(
            STORED.index(i),
            name,
            ("missing from spec.versions; %1$s was previously a storage version, and must remain in"
                    + " spec.versions until a storage migration ensures no data remains persisted in"
                    + " %1$s and removes %1$s from status.storedVersions")
                .formatted(name));
      }
    }
  }

  private void approval() {
    Approval now = Approval.of(definition);
    boolean unchanged = old != null && Approval.of(old).state() == now.state();
    if (!Approval.isProtected(definition.group()) || unchanged) {
      return;
    }
    FieldPath field = FieldPath.of("metadata", "annotations").key(APPROVAL);
    switch (now.state()) {
      case MISSING -> errors.required(field, now.reason());
      case INVALID ->
          errors.invalid(
              field,
              Json.text(definition.object(), "metadata", "annotations", APPROVAL),
              now.reason());
      case APPROVED, BYPASSED -> {}
    }
  }

  private void unchanged(Definition before) {
    if (before.isEstablished()) {
      same("scope", SPEC.child("scope"), before);
      same("kind", SPEC.child("names").child("kind"), before);
    }
    same("group", SPEC.child("group"), before);
    same("plural", SPEC.child("names").child("plural"), before);
  }

  private void same(String field, FieldPath path, Definition before) {
    boolean name = field.equals("kind") || field.equals("plural");
    String[] place = name ? new String[] {"spec", "names", field} : new String[] {"spec", field};
    errors.unchanged(path, Json.at(definition.object(), place), Json.at(before.object(), place));
  }
}
