package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for a pod's volumes.
final class VolumeRules {

  /// Every source of a volume, with the text fields that it cannot do without, in the order in
  /// which Kubernetes looks for them.
  private static final List<Source> SOURCES =
      List.of(
          new Source("hostPath", List.of("path")),
          new Source("gitRepo", List.of("repository")),
          new Source("gcePersistentDisk", List.of("pdName")),
          new Source("awsElasticBlockStore", List.of("volumeID")),
          new Source("secret", List.of("secretName")),
          new Source("nfs", List.of("server", "path")),
          new Source("iscsi", List.of("targetPortal", "iqn")),
          new Source("glusterfs", List.of("endpoints", "path")),
          new Source("flocker", List.of()),
          new Source("persistentVolumeClaim", List.of("claimName")),
          new Source("rbd", List.of()),
          new Source("cinder", List.of("volumeID")),
          new Source("cephfs", List.of()),
          new Source("quobyte", List.of()),
          new Source("downwardAPI", List.of()),
          new Source("fc", List.of()),
          new Source("flexVolume", List.of("driver")),
          new Source("configMap", List.of("name")),
          new Source("azureFile", List.of("secretName", "shareName")),
          new Source("vsphereVolume", List.of("volumePath")),
          new Source("photonPersistentDisk", List.of("pdID")),
          new Source("portworxVolume", List.of("volumeID")),
          new Source("azureDisk", List.of("diskName", "diskURI")),
          new Source("storageos", List.of()),
          new Source("projected", List.of()),
          new Source("scaleIO", List.of("gateway", "system", "volumeName")),
          new Source("csi", List.of("driver")),
          new Source("ephemeral", List.of()),
          new Source("image", List.of()));

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");

  private final FieldErrors errors;

  private VolumeRules(FieldErrors errors) {
    this.errors = errors;
  }

  private record Source(String name, List<String> required) {}

  /// @return the well-formed volumes, by name
  static Map<String, ObjectNode> check(ObjectNode spec, FieldPath list, FieldErrors errors) {
    VolumeRules rules = new VolumeRules(errors);
    Map<String, ObjectNode> wellFormed = new HashMap<>();
    Set<String> names = new HashSet<>();
    List<ObjectNode> volumes = Trees.objects(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      int before = errors.count();
      String name = Json.text(volumes.get(i), "name");
      rules.source(volumes.get(i), list.index(i));
      rules.name(name, list.index(i).child("name"));
      if (names.contains(name)) {
        errors.duplicate(list.index(i).child("name"), name);
      }
      if (errors.count() == before) {
        names.add(name);
        wellFormed.put(name, volumes.get(i));
      }
    }
    return wellFormed;
  }

  private void name(String name, FieldPath path) {
    if (name.isEmpty()) {
      errors.required(path);
    } else {
      errors.eachInvalid(path, name, Names.dns1123Label(name));
    }
  }

  private void source(ObjectNode volume, FieldPath path) {
    boolean found = false;
    ObjectNode emptyDir = Trees.object(volume, "emptyDir");
    if (emptyDir != null) {
      found = true;
      Optional<Quantity> limit = Resources.amount(emptyDir.get("sizeLimit"));
      if (limit.isPresent() && limit.get().signum() < 0) {
        errors.forbidden(
            path.child("emptyDir").child("sizeLimit"),
            "SizeLimit field must be a valid resource quantity");
      }
    }
    for (Source source : SOURCES) {
      ObjectNode given = Trees.object(volume, source.name);
      if (given == null) {
        continue;
      }
      if (found) {
        errors.forbidden(path.child(source.name), "may not specify more than 1 volume type");
      } else {
        // The name of Google's disk in errors is not that of the field.
        String shown = source.name.equals("gcePersistentDisk") ? "persistentDisk" : source.name;
        details(source, given, path.child(shown));
      }
      found = true;
    }
    if (!found) {
      errors.required(path, "must specify a volume type");
    }
  }

  private void details(Source source, ObjectNode given, FieldPath path) {
    for (String field : source.required) {
      if (Json.text(given, field).isEmpty()) {
        errors.required(path.child(field));
      }
    }
    switch (source.name) {
      case "hostPath" -> hostPath(given, path);
      case "gitRepo" ->
          PathRules.local(Json.text(given, "directory"), path.child("directory"), errors);
      case "nfs" -> {
        if (!Json.text(given, "path").startsWith("/")) {
          errors.invalid(path.child("path"), Json.text(given, "path"), "must be an absolute path");
        }
      }
      case "rbd", "cephfs" -> {
        if (Trees.strings(given, "monitors").isEmpty()) {
          errors.required(path.child("monitors"));
        }
        if (source.name.equals("rbd") && Json.text(given, "image").isEmpty()) {
          errors.required(path.child("image"));
        }
      }
      case "secret", "configMap" -> {
        FileRules.mode(given, "defaultMode", path, errors);
        FileRules.keys(given, path, errors);
      }
      case "downwardAPI" -> {
        FileRules.mode(given, "defaultMode", path, errors);
        FileRules.downward(given, path, errors);
      }
      case "projected" -> {
        FileRules.mode(given, "defaultMode", path, errors);
        ProjectionRules.check(given, path, errors);
      }
      case "ephemeral" -> ephemeral(given, path.child("volumeClaimTemplate"));
      case "image" ->
          errors.requiredOneOf(
              path.child("pullPolicy"), Json.text(given, "pullPolicy"), PULL_POLICIES);
      default -> VolumeSourceRules.check(source.name, given, path, errors);
    }
  }

  private void hostPath(ObjectNode given, FieldPath path) {
    if (!Json.text(given, "path").isEmpty()) {
      PathRules.noBacksteps(Json.text(given, "path"), path.child("path"), errors);
      errors.oneOf(path.child("type"), Json.text(given, "type"), HOST_PATH_TYPES);
    }
  }

  private void ephemeral(ObjectNode given, FieldPath path) {
    ObjectNode template = Trees.object(given, "volumeClaimTemplate");
    if (template == null) {
      errors.required(path);
      return;
    }
    if (!Json.text(template, "metadata", "name").isEmpty()) {
      errors.forbidden(path.child("metadata").child("name"), "cannot be set");
    }
    if (Trees.strings(template, "spec", "accessModes").isEmpty()) {
      errors.required(
          path.child("spec").child("accessModes"), "at least 1 access mode is required");
    }
    if (Json.at(template, "spec", "resources", "requests", "storage") == null) {
      errors.required(path.child("spec").child("resources").key("storage"));
    }
  }
}
