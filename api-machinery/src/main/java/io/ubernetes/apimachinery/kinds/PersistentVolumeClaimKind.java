package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.pods.ClaimRules;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 PersistentVolumeClaim`: a wish for storage.
final class PersistentVolumeClaimKind implements Strategy {

  /// How the class was named before there was a field for it.
  static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<Map.Entry<String, String>> SHORT_MODES =
      List.of(
          Map.entry("ReadWriteOnce", "RWO"),
          Map.entry("ReadOnlyMany", "ROX"),
          Map.entry("ReadWriteMany", "RWX"),
          Map.entry("ReadWriteOncePod", "RWOP"));

  static ResourceType type() {
    return V1.withStatus(
        "",
        Scope.NAMESPACED,
        V1.names("PersistentVolumeClaim", "pvc"),
        columns(),
        new PersistentVolumeClaimKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text("Status", "Whether it has its volume.", PersistentVolumeClaimKind::phase),
        Columns.text("Volume", "The volume it has.", pvc -> spec(pvc, "volumeName")),
        Columns.text("Capacity", "How large it is.", PersistentVolumeClaimKind::capacity),
        Columns.text("Access Modes", "Who can use it.", PersistentVolumeClaimKind::modes),
        Columns.text("StorageClass", "The quality it has.", PersistentVolumeClaimKind::className),
        Columns.text(
            "VolumeAttributesClass",
            "What else is asked of it.",
            pvc -> orUnset(pvc, "volumeAttributesClassName")),
        Columns.age(),
        Columns.wide(
            "VolumeMode", "Whether it is files or a device.", pvc -> orUnset(pvc, "volumeMode")));
  }

  private static String spec(ObjectNode claim, String field) {
    return Json.text(claim, "spec", field);
  }

  private static String orUnset(ObjectNode claim, String field) {
    return Json.at(claim, "spec", field) == null ? "<unset>" : spec(claim, field);
  }

  private static String phase(ObjectNode claim) {
    return new ApiObject(claim).isTerminating()
        ? "Terminating"
        : Json.text(claim, "status", "phase");
  }

  private static String capacity(ObjectNode claim) {
    if (spec(claim, "volumeName").isEmpty()) {
      return "";
    }
    String capacity = Json.text(claim, "status", "capacity", "storage");
    return capacity.isEmpty() ? "0" : capacity;
  }

  private static String modes(ObjectNode claim) {
    if (spec(claim, "volumeName").isEmpty()) {
      return "";
    }
    List<String> modes = Trees.strings(claim, "status", "accessModes");
    return SHORT_MODES.stream()
        .filter(mode -> modes.contains(mode.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(","));
  }

  private static String className(ObjectNode claim) {
    String old = new ApiObject(claim).annotations().get(CLASS_ANNOTATION);
    return old == null ? spec(claim, "storageClassName") : old;
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode claim) {
    Trees.defaultText(Trees.makeObject(claim, "spec"), "volumeMode", "Filesystem");
    Trees.defaultText(Trees.makeObject(claim, "status"), "phase", "Pending");
  }

  @Override
  public void prepareForCreate(ObjectNode claim) {
    claim.putObject("status").put("phase", "Pending");
    ClaimSources.settle(Trees.makeObject(claim, "spec"), Json.object());
  }

  @Override
  public void prepareForUpdate(ObjectNode claim, ObjectNode old) {
    ClaimSources.settle(Trees.makeObject(claim, "spec"), Trees.makeObject(old, "spec"));
  }

  @Override
  public List<FieldError> validate(ObjectNode claim) {
    FieldErrors errors = new FieldErrors();
    ClaimRules.check(Trees.makeObject(claim, "spec"), SPEC, errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode claim, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ClaimUpdateRules.check(claim, old, errors);
    return errors.list();
  }

  @Override
  public List<FieldError> validateStatusUpdate(ObjectNode claim, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    ClaimUpdateRules.checkStatus(claim, errors);
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode claim) {
    List<String> warnings = new ArrayList<>();
    if (new ApiObject(claim).annotations().containsKey(CLASS_ANNOTATION)) {
      warnings.add(
          "metadata.annotations["
              + CLASS_ANNOTATION
              + "]: deprecated since v1.8; use \"storageClassName\" attribute instead");
    }
    warnings.addAll(ClaimRules.warnings(Trees.makeObject(claim, "spec"), SPEC));
    return warnings;
  }

  /// Whether it has its volume.
  static boolean isBound(JsonNode claim) {
    return Json.text(claim, "status", "phase").equals("Bound");
  }
}
