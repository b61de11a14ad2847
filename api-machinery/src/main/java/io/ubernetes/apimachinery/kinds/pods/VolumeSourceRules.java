package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// The rules for volumes that stand outside of the cluster: network storage and clouds' disks.
final class VolumeSourceRules {
  private static final int MAX_NUMBER = 255;
  private static final int MAX_DRIVER = 63;
  private static final int MAX_TENANT = 64;
  private static final String PAIRS =
      "must be a host:port pair or multiple pairs separated by commas";
  private static final List<String> CACHING = List.of("None", "ReadOnly", "ReadWrite");
  private static final List<String> DISKS = List.of("Dedicated", "Managed", "Shared");
  private static final String MANAGED_DISK =
      "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/"
          + "{disk-id}";
  private static final String BLOB_DISK =
      "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
  private static final Pattern IQN =
      Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([a-zA-Z0-9\\-.]+)(:[^,;*&$|\\s]+)$");
  private static final Pattern EUI = Pattern.compile("^eui.[a-zA-Z0-9]{16}$");
  private static final Pattern NAA = Pattern.compile("^naa.[a-zA-Z0-9]{32}$");

  private final ObjectNode given;
  private final FieldPath path;
  private final FieldErrors errors;

  private VolumeSourceRules(ObjectNode given, FieldPath path, FieldErrors errors) {
    this.given = given;
    this.path = path;
    this.errors = errors;
  }

  /// @param source the field of the volume; one that is not known here has no such rules
  /// @param given what stands in it
  static void check(String source, ObjectNode given, FieldPath path, FieldErrors errors) {
    VolumeSourceRules rules = new VolumeSourceRules(given, path, errors);
    switch (source) {
      case "iscsi" -> rules.iscsi();
      case "fc" -> rules.fibreChannel();
      case "flocker" -> rules.flocker();
      case "flexVolume" -> rules.flex();
      case "gcePersistentDisk", "awsElasticBlockStore" -> rules.partition();
      case "azureDisk" -> rules.azure();
      case "quobyte" -> rules.quobyte();
      case "storageos" -> rules.storageOs();
      case "csi" -> rules.csi();
      case "cinder" -> rules.secret("secretRef");
      default -> {}
    }
  }

  private String text(String field) {
    return Json.text(given, field);
  }

  private void iscsi() {
    if (!text("iqn").isEmpty()) {
      initiator(text("iqn"), path.child("iqn"));
    }
    number("lun");
    boolean authenticates =
        Trees.flag(given, "chapAuthDiscovery") || Trees.flag(given, "chapAuthSession");
    if (authenticates && Json.at(given, "secretRef") == null) {
      errors.required(path.child("secretRef"));
    }
    if (Json.at(given, "initiatorName") != null) {
      initiator(text("initiatorName"), path.child("initiatorname"));
    }
  }

  private void initiator(String name, FieldPath field) {
    boolean valid =
        switch (name.substring(0, Math.min(3, name.length()))) {
          case "iqn" -> IQN.matcher(name).find();
          case "eui" -> EUI.matcher(name).find();
          case "naa" -> NAA.matcher(name).find();
          default -> {
            errors.invalid(field, name, "must be valid format starting with iqn, eui, or naa");
            yield true;
          }
        };
    if (!valid) {
      errors.invalid(field, name, "must be valid format");
    }
  }

  private void number(String field) {
    long number = Json.number(given, 0, field);
    if (number < 0 || number > MAX_NUMBER) {
      errors.invalid(path.child(field), number, "must be between 0 and 255, inclusive");
    }
  }

  private void fibreChannel() {
    boolean targets = !Trees.strings(given, "targetWWNs").isEmpty();
    boolean wwids = !Trees.strings(given, "wwids").isEmpty();
    FieldPath field = path.child("targetWWNs");
    if (!targets && !wwids) {
      errors.required(field, "must specify either targetWWNs or wwids, but not both");
    }
    if (targets && wwids) {
      errors.invalid(
          field,
          Json.at(given, "targetWWNs"),
          "targetWWNs and wwids can not be specified simultaneously");
    }
    if (targets && Json.at(given, "lun") == null) {
      errors.required(path.child("lun"), "lun is required if targetWWNs is specified");
    } else if (targets) {
      number("lun");
    }
  }

  private void flocker() {
    String name = text("datasetName");
    boolean id = !text("datasetUUID").isEmpty();
    if (name.isEmpty() && !id) {
      errors.required(path, "one of datasetName and datasetUUID is required");
    }
    if (!name.isEmpty() && id) {
      errors.invalid(
          path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (name.contains("/")) {
      errors.invalid(path.child("datasetName"), name, "must not contain '/'");
    }
  }

  private void flex() {
    for (String option : Trees.map(given, "options").keySet()) {
      int slash = option.indexOf('/');
      String owner = "." + option.substring(0, slash < 0 ? option.length() : slash);
      String lower = owner.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".kubernetes.io") || lower.endsWith(".k8s.io")) {
        errors.invalid(
            path.child("options").key(option),
            option,
            "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }

  private void partition() {
    long partition = Json.number(given, 0, "partition");
    if (partition < 0 || partition > MAX_NUMBER) {
      errors.invalid(path.child("partition"), partition, "must be between 1 and 255, inclusive");
    }
  }

  private void azure() {
    if (Json.at(given, "cachingMode") != null) {
      errors.oneOf(path.child("cachingMode"), text("cachingMode"), CACHING);
    }
    if (Json.at(given, "kind") != null) {
      errors.oneOf(path.child("kind"), text("kind"), DISKS);
    }
    boolean managed = text("kind").equals("Managed");
    String uri = text("diskURI");
    if (!uri.startsWith(managed ? "/subscriptions/" : "https://")) {
      errors.notSupported(path.child("diskURI"), uri, List.of(managed ? MANAGED_DISK : BLOB_DISK));
    }
  }

  private void quobyte() {
    String registry = text("registry");
    FieldPath field = path.child("registry");
    if (registry.isEmpty()) {
      errors.required(field, PAIRS);
    } else if (text("tenant").length() > MAX_TENANT) {
      errors.required(
          path.child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
    } else {
      for (String pair : registry.split(",", -1)) {
        if (pair.indexOf(':') < 0 || pair.indexOf(':') != pair.lastIndexOf(':')) {
          errors.invalid(field, registry, PAIRS);
        }
      }
    }
    if (text("volume").isEmpty()) {
      errors.required(path.child("volume"));
    }
  }

  private void storageOs() {
    for (String field : List.of("volumeName", "volumeNamespace")) {
      String name = text(field);
      if (!name.isEmpty()) {
        errors.eachInvalid(path.child(field), name, Names.dns1123Label(name));
      } else if (field.equals("volumeName")) {
        errors.required(path.child(field));
      }
    }
    secret("secretRef");
  }

  private void csi() {
    String driver = text("driver");
    FieldPath field = path.child("driver");
    if (driver.length() > MAX_DRIVER) {
      errors.tooLong(field, MAX_DRIVER);
    }
    if (!driver.isEmpty()) {
      errors.eachInvalid(field, driver, Names.dns1123Subdomain(driver.toLowerCase(Locale.ROOT)));
    }
    secret("nodePublishSecretRef");
  }

  private void secret(String reference) {
    ObjectNode secret = Trees.object(given, reference);
    if (secret != null && Json.text(secret, "name").isEmpty()) {
      errors.required(path.child(reference).child("name"));
    }
  }
}
