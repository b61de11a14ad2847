package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
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
import io.ubernetes.model.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `storage.k8s.io/v1 StorageClass`: a quality of storage that claims can ask for.
final class StorageClassKind implements Strategy {

  private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Retain");
  private static final List<String> BINDING_MODES = List.of("Immediate", "WaitForFirstConsumer");
  private static final int MAX_PARAMETERS = 512;
  private static final int MAX_PARAMETERS_BYTES = 256 * 1024;

  /// The annotations that make a class the one of claims that name none; the second is older.
  private static final List<String> IS_DEFAULT =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  static ResourceType type() {
    return V1.plain(
        "storage.k8s.io",
        Scope.CLUSTER,
        V1.irregular("StorageClass", "storageclasses", "sc"),
        columns(),
        new StorageClassKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(StorageClassKind::shownName),
        Columns.text("Provisioner", "What makes volumes.", sc -> Json.text(sc, "provisioner")),
        Columns.text(
            "ReclaimPolicy",
            "What becomes of a volume that nobody claims any more.",
            sc -> Json.text(sc, "reclaimPolicy")),
        Columns.text(
            "VolumeBindingMode",
            "When a claim gets its volume.",
            sc -> Json.text(sc, "volumeBindingMode")),
        Columns.of(
            "AllowVolumeExpansion",
            "Whether volumes can grow.",
            sc -> JsonNodeFactory.instance.booleanNode(Trees.flag(sc, "allowVolumeExpansion"))),
        Columns.age());
  }

  private static String shownName(ObjectNode storageClass) {
    return Json.text(storageClass, "metadata", "name")
        + (isDefault(storageClass) ? " (default)" : "");
  }

  /// Whether claims that name no class get this one.
  static boolean isDefault(ObjectNode storageClass) {
    Map<String, String> annotations = new ApiObject(storageClass).annotations();
    return IS_DEFAULT.stream().anyMatch(key -> "true".equals(annotations.get(key)));
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public void setDefaults(ObjectNode storageClass) {
    Trees.defaultText(storageClass, "reclaimPolicy", "Delete");
    Trees.defaultText(storageClass, "volumeBindingMode", "Immediate");
  }

  @Override
  public List<FieldError> validate(ObjectNode storageClass) {
    FieldErrors errors = new FieldErrors();
    String provisioner = Json.text(storageClass, "provisioner").toLowerCase(Locale.ROOT);
    if (provisioner.isEmpty()) {
      errors.required(FieldPath.of("provisioner"));
    } else {
      errors.eachInvalid(
          FieldPath.of("provisioner"), provisioner, Names.qualifiedName(provisioner));
    }
    parameters(Trees.map(storageClass, "parameters"), FieldPath.of("parameters"), errors);
    errors.oneOf(
        FieldPath.of("reclaimPolicy"), Json.text(storageClass, "reclaimPolicy"), RECLAIM_POLICIES);
    errors.oneOf(
        FieldPath.of("volumeBindingMode"),
        Json.text(storageClass, "volumeBindingMode"),
        BINDING_MODES);
    topologies(Trees.objects(storageClass, "allowedTopologies"), errors);
    return errors.list();
  }

  private static void parameters(
      Map<String, String> parameters, FieldPath field, FieldErrors errors) {
    if (parameters.size() > MAX_PARAMETERS) {
      errors.tooLong(field, MAX_PARAMETERS);
      return;
    }
    long size = 0;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (parameter.getKey().isEmpty()) {
        errors.invalid(field, "", "field can not be empty.");
      }
      size += bytes(parameter.getKey()) + bytes(parameter.getValue());
    }
    if (size > MAX_PARAMETERS_BYTES) {
      errors.tooLong(field, MAX_PARAMETERS_BYTES);
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void topologies(List<ObjectNode> terms, FieldErrors errors) {
    // A term that asks for nothing is one that was there from the start, in Kubernetes' words.
    Set<Map<String, Set<String>>> seen = new HashSet<>(Set.of(Map.of()));
    for (int i = 0; i < terms.size(); i++) {
      FieldPath field = FieldPath.of("allowedTopologies").index(i).child("matchLabelExpressions");
      Map<String, Set<String>> term = new HashMap<>();
      List<ObjectNode> requirements = Trees.objects(terms.get(i), "matchLabelExpressions");
      for (int j = 0; j < requirements.size(); j++) {
        requirement(requirements.get(j), term, field.index(j), errors);
      }
      if (!seen.add(term)) {
        errors.duplicate(field, "");
      }
    }
  }

  private static void requirement(
      ObjectNode requirement, Map<String, Set<String>> term, FieldPath path, FieldErrors errors) {
    String key = Json.text(requirement, "key");
    List<String> values = Trees.strings(requirement, "values");
    Set<String> different = new HashSet<>();
    if (values.isEmpty()) {
      errors.required(path.child("values"));
    }
    for (int i = 0; i < values.size(); i++) {
      if (!different.add(values.get(i))) {
        errors.duplicate(path.child("values").index(i), values.get(i));
      }
    }
    errors.eachInvalid(path.child("key"), key, Names.qualifiedName(key));
    if (term.put(key, different) != null) {
      errors.duplicate(path.child("key"), key);
    }
  }

  @Override
  public List<FieldError> validateUpdate(ObjectNode storageClass, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    for (String field :
        List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
      JsonNode now = Json.at(storageClass, field);
      errors.unchanged(FieldPath.of(field), now, Json.at(old, field));
    }
    return errors.list();
  }
}
