package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Fills in what a volume does not say.
final class VolumeDefaults {

  /// 0644: who may read and write files that come from the API.
  private static final int FILE_MODE = 0644;

  private static final int TOKEN_SECONDS = 3600;

  private VolumeDefaults() {}

  static void apply(ObjectNode volume) {
    if (hasNoSource(volume)) {
      volume.putObject("emptyDir");
    }
    for (String source : List.of("secret", "configMap", "downwardAPI", "projected")) {
      ObjectNode files = Trees.object(volume, source);
      if (files != null) {
        Trees.defaultNumber(files, "defaultMode", FILE_MODE);
      }
    }
    fieldRefs(Trees.object(volume, "downwardAPI"));
    for (ObjectNode source : Trees.objects(volume, "projected", "sources")) {
      fieldRefs(Trees.object(source, "downwardAPI"));
      ObjectNode token = Trees.object(source, "serviceAccountToken");
      if (token != null) {
        Trees.defaultNumber(token, "expirationSeconds", TOKEN_SECONDS);
      }
    }
    hostPath(Trees.object(volume, "hostPath"));
    image(Trees.object(volume, "image"));
    text(volume, "iscsi", "iscsiInterface", "default");
    text(volume, "rbd", "pool", "rbd");
    text(volume, "rbd", "user", "admin");
    text(volume, "rbd", "keyring", "/etc/ceph/keyring");
    text(volume, "azureDisk", "cachingMode", "ReadWrite");
    text(volume, "azureDisk", "fsType", "ext4");
    text(volume, "azureDisk", "kind", "Shared");
    text(volume, "scaleIO", "storageMode", "ThinProvisioned");
    text(volume, "scaleIO", "fsType", "xfs");
    claim(Trees.object(volume, "ephemeral", "volumeClaimTemplate", "spec"));
  }

  private static boolean hasNoSource(ObjectNode volume) {
    return volume.properties().stream()
        .allMatch(field -> field.getKey().equals("name") || field.getValue().isNull());
  }

  private static void fieldRefs(@Nullable ObjectNode downwardApi) {
    for (ObjectNode item : Trees.objects(downwardApi, "items")) {
      ContainerDefaults.fieldRef(Trees.object(item, "fieldRef"));
    }
  }

  private static void hostPath(@Nullable ObjectNode hostPath) {
    if (hostPath != null && Json.at(hostPath, "type") == null) {
      hostPath.put("type", "");
    }
  }

  private static void image(@Nullable ObjectNode image) {
    if (image != null) {
      Trees.defaultText(image, "pullPolicy", ImageName.pullPolicy(Json.text(image, "reference")));
    }
  }

  private static void claim(@Nullable ObjectNode spec) {
    if (spec != null) {
      Trees.defaultText(spec, "volumeMode", "Filesystem");
    }
  }

  private static void text(ObjectNode volume, String source, String field, String text) {
    ObjectNode found = Trees.object(volume, source);
    if (found != null) {
      Trees.defaultText(found, field, text);
    }
  }
}
