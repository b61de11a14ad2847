package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Warns of volumes that do not work any more, and of those that write two files to one place.
final class VolumeWarnings {

  private static final String GONE_IN_25 = "deprecated in v1.22, non-functional in v1.25+";
  private static final String GONE_IN_31 = "deprecated in v1.28, non-functional in v1.31+";

  /// Sources by name, in the order in which they are looked for.
  private static final List<Removed> REMOVED =
      List.of(
          new Removed(
              "photonPersistentDisk",
              "photonPersistentDisk",
              "deprecated in v1.11, non-functional in v1.16+"),
          new Removed(
              "gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
          new Removed("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
          new Removed("flocker", "flocker", GONE_IN_25),
          new Removed("storageos", "storageOS", GONE_IN_25),
          new Removed("quobyte", "quobyte", GONE_IN_25),
          new Removed("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
          new Removed("cephfs", "cephfs", GONE_IN_31),
          new Removed("rbd", "rbd", GONE_IN_31));

  private final List<String> warnings;

  private VolumeWarnings(List<String> warnings) {
    this.warnings = warnings;
  }

  /// @param shown the name as it stands in Kubernetes' warning
  private record Removed(String name, String shown, String since) {}

  /// A file of a volume.
  ///
  /// @param source where its content comes from; empty when the volume has one source only
  private record File(String path, String source) {

    File {
      path = path.replaceAll("/+$", "");
    }

    /// Whether both would be at one place, or one would be a folder of the other.
    boolean overlaps(File other) {
      return !path.isEmpty()
          && !other.path.isEmpty()
          && ((path + "/").startsWith(other.path + "/")
              || (other.path + "/").startsWith(path + "/"));
    }

    @Override
    public String toString() {
      return source.isEmpty() ? GoText.quote(path) : GoText.quote(path) + " (" + source + ")";
    }
  }

  static void add(ObjectNode spec, FieldPath path, List<String> warnings) {
    VolumeWarnings found = new VolumeWarnings(warnings);
    List<ObjectNode> volumes = Trees.objects(spec, "volumes");
    for (int i = 0; i < volumes.size(); i++) {
      found.removed(volumes.get(i), path.child("volumes").index(i));
    }
    volumes.forEach(found::files);
  }

  private void removed(ObjectNode volume, FieldPath path) {
    for (Removed source : REMOVED) {
      if (Json.at(volume, source.name) != null) {
        warnings.add(path.child(source.shown) + ": " + source.since);
      }
    }
    ObjectNode claim = Trees.object(volume, "ephemeral", "volumeClaimTemplate", "spec");
    if (claim != null) {
      warnings.addAll(
          ClaimRules.warnings(
              claim, path.child("ephemeral").child("volumeClaimTemplate").child("spec")));
    }
  }

  private void files(ObjectNode volume) {
    String name = Json.text(volume, "name");
    ofOneSource(
        name, named("ConfigMap", volume, "configMap", "name"), items(volume, "configMap", ""));
    ofOneSource(name, named("Secret", volume, "secret", "secretName"), items(volume, "secret", ""));
    ofOneSource(name, "DownwardAPI", items(volume, "downwardAPI", ""));
    List<File> all = new ArrayList<>();
    for (ObjectNode source : Trees.objects(volume, "projected", "sources")) {
      if (source.isEmpty()) {
        warnings.add("volume " + GoText.quote(name) + " (Projected) has no sources provided");
      }
      List<File> files = projected(source);
      files.forEach(file -> overlaps(file, all, name, "Projected"));
    }
  }

  private void ofOneSource(String volume, String source, List<File> files) {
    List<File> all = new ArrayList<>();
    files.forEach(file -> overlaps(file, all, volume, source));
  }

  private void overlaps(File file, List<File> before, String volume, String source) {
    for (File other : before) {
      if (file.overlaps(other)) {
        warnings.add(
            "volume %s (%s): overlapping paths: %s with %s"
                .formatted(GoText.quote(volume), source, file, other));
      }
    }
    before.add(file);
  }

  private static List<File> projected(ObjectNode source) {
    if (Trees.object(source, "configMap") != null) {
      return items(source, "configMap", named("ConfigMap", source, "configMap", "name"));
    }
    if (Trees.object(source, "secret") != null) {
      return items(source, "secret", named("Secret", source, "secret", "name"));
    }
    if (Trees.object(source, "downwardAPI") != null) {
      return items(source, "downwardAPI", "DownwardAPI");
    }
    if (Trees.object(source, "serviceAccountToken") != null) {
      return List.of(
          new File(Json.text(source, "serviceAccountToken", "path"), "ServiceAccountToken"));
    }
    ObjectNode bundle = Trees.object(source, "clusterTrustBundle");
    if (bundle != null) {
      String field = Json.at(bundle, "name") == null ? "signerName" : "name";
      return List.of(
          new File(
              Json.text(bundle, "path"),
              named("ClusterTrustBundle", source, "clusterTrustBundle", field)));
    }
    return certificate(Trees.object(source, "podCertificate"));
  }

  private static List<File> certificate(@Nullable ObjectNode certificate) {
    List<File> files = new ArrayList<>();
    file(certificate, "certificateChainPath", "PodCertificate chain", files);
    file(certificate, "keyPath", "PodCertificate key", files);
    file(certificate, "credentialBundlePath", "PodCertificate credential bundle", files);
    return files;
  }

  private static void file(
      @Nullable ObjectNode certificate, String field, String source, List<File> files) {
    String path = Json.text(certificate, field);
    if (!path.isEmpty()) {
      files.add(new File(path, source));
    }
  }

  private static List<File> items(ObjectNode volume, String source, String shown) {
    return Trees.objects(volume, source, "items").stream()
        .map(item -> new File(Json.text(item, "path"), shown))
        .toList();
  }

  private static String named(String kind, ObjectNode volume, String source, String field) {
    return kind + " " + GoText.quote(Json.text(volume, source, field));
  }
}
