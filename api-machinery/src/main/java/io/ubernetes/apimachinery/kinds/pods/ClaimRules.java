package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.LabelRules;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the spec of a claim of storage, wherever it stands: in a PersistentVolumeClaim, in
/// a volume of a pod, in a template of a StatefulSet.
public final class ClaimRules {

  private static final String ONCE_POD = "ReadWriteOncePod";
  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", ONCE_POD);
  private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");
  private static final String CLAIM = "PersistentVolumeClaim";

  private final ObjectNode spec;
  private final FieldPath path;
  private final FieldErrors errors;

  private ClaimRules(ObjectNode spec, FieldPath path, FieldErrors errors) {
    this.spec = spec;
    this.path = path;
    this.errors = errors;
  }

  /// In the order in which Kubernetes checks them.
  public static void check(ObjectNode spec, FieldPath path, FieldErrors errors) {
    ClaimRules rules = new ClaimRules(spec, path, errors);
    rules.accessModes();
    rules.size();
    rules.name("storageClassName");
    if (Json.at(spec, "volumeMode") != null) {
      errors.oneOf(path.child("volumeMode"), Json.text(spec, "volumeMode"), VOLUME_MODES);
    }
    rules.source("dataSource");
    rules.source("dataSourceRef");
    rules.sourcesAgree();
    rules.name("volumeAttributesClassName");
  }

  private void accessModes() {
    List<String> modes = Trees.strings(spec, "accessModes");
    FieldPath field = path.child("accessModes");
    if (modes.isEmpty()) {
      errors.required(field, "at least 1 access mode is required");
    }
    LabelRules.selector(Trees.object(spec, "selector"), path.child("selector"), errors);
    modes.forEach(mode -> errors.oneOf(field, mode, ACCESS_MODES));
    boolean others =
        modes.stream().anyMatch(mode -> !mode.equals(ONCE_POD) && ACCESS_MODES.contains(mode));
    if (modes.contains(ONCE_POD) && others) {
      errors.forbidden(field, "may not use ReadWriteOncePod with other access modes");
    }
  }

  private void size() {
    FieldPath field = path.child("resources").key("storage");
    JsonNode given = Json.at(spec, "resources", "requests", "storage");
    if (given == null) {
      errors.required(field);
      return;
    }
    Optional<Quantity> size = Resources.amount(given);
    if (size.isPresent() && size.get().signum() <= 0) {
      errors.invalid(field, given, "must be greater than zero");
    }
  }

  private void name(String name) {
    String given = Json.text(spec, name);
    if (!given.isEmpty()) {
      errors.eachInvalid(path.child(name), given, Names.dns1123Subdomain(given));
    }
  }

  private void source(String name) {
    ObjectNode source = Trees.object(spec, name);
    if (source == null) {
      return;
    }
    FieldPath field = path.child(name);
    String kind = Json.text(source, "kind");
    if (Json.text(source, "name").isEmpty()) {
      errors.required(field.child("name"));
    }
    if (kind.isEmpty()) {
      errors.required(field.child("kind"));
    }
    String group = Json.text(source, "apiGroup");
    if (!group.isEmpty()) {
      errors.eachInvalid(field.child("apiGroup"), group, Names.dns1123Subdomain(group));
    } else if (!kind.equals(CLAIM)) {
      errors.invalid(
          field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
    String namespace = Json.text(source, "namespace");
    if (!namespace.isEmpty()) {
      errors.eachInvalid(field.child("namespace"), namespace, Names.dns1123Label(namespace));
    }
  }

  private void sourcesAgree() {
    ObjectNode source = Trees.object(spec, "dataSource");
    ObjectNode reference = Trees.object(spec, "dataSourceRef");
    if (source == null || reference == null) {
      return;
    }
    ObjectNode shown = Json.object(); // Kubernetes shows a path here, which has no form in JSON
    if (!Json.text(reference, "namespace").isEmpty()) {
      errors.invalid(path, shown, "may not be specified when dataSourceRef.namespace is specified");
    } else if (!same(source, reference)) {
      errors.invalid(path, shown, "must match dataSourceRef");
    }
  }

  private static boolean same(ObjectNode source, ObjectNode reference) {
    return List.of("apiGroup", "kind", "name").stream()
        .allMatch(part -> Json.text(source, part).equals(Json.text(reference, part)));
  }

  /// Sentences for Warning headers.
  public static List<String> warnings(ObjectNode spec, FieldPath path) {
    List<String> warnings = new ArrayList<>();
    for (String list : List.of("requests", "limits")) {
      Resources.warnOfFractions(
          Json.at(spec, "resources", list, "storage"),
          path.child("resources").child(list).key("storage"),
          warnings);
    }
    return warnings;
  }
}
