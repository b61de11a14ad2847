package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Warns of what single containers of a pod ask for. Owned by one validation.
final class ContainerWarnings {

  private static final String SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final String LOCALHOST = "localhost/";

  private final Map<String, String> annotations;
  private final FieldPath annotationsPath;
  private final @Nullable JsonNode appArmorOfPod;
  private final List<String> warnings;

  ContainerWarnings(ObjectNode template, FieldPath annotationsPath, List<String> warnings) {
    this.annotations = Trees.map(template, "metadata", "annotations");
    this.annotationsPath = annotationsPath;
    this.appArmorOfPod = Json.at(template, "spec", "securityContext", "appArmorProfile");
    this.warnings = warnings;
  }

  void container(ObjectNode container, FieldPath path) {
    String name = Json.text(container, "name");
    if (Json.at(container, "securityContext", "seccompProfile") == null
        && annotations.containsKey(SECCOMP + name)) {
      warnings.add(
          annotationsPath.key(SECCOMP + name)
              + ": non-functional in v1.27+; use the \"seccompProfile\" field instead");
    }
    appArmor(container, APP_ARMOR + name);
    for (String resource : List.of("memory", "ephemeral-storage")) {
      for (String list : List.of("limits", "requests")) {
        Resources.warnOfFractions(
            Json.at(container, "resources", list, resource),
            path.child("resources").child(list).key(resource),
            warnings);
      }
    }
    environment(Trees.objects(container, "env"), path.child("env"));
  }

  private void appArmor(ObjectNode container, String key) {
    String annotation = annotations.get(key);
    if (annotation == null || Json.at(container, "securityContext", "appArmorProfile") != null) {
      return;
    }
    JsonNode meant = appArmorProfile(annotation);
    if (appArmorOfPod == null || !appArmorOfPod.equals(meant)) {
      warnings.add(
          annotationsPath.key(key)
              + ": deprecated since v1.30; use the \"appArmorProfile\" field instead");
    }
  }

  /// The profile that an annotation means, or null.
  private static @Nullable JsonNode appArmorProfile(String annotation) {
    if (annotation.equals("unconfined")) {
      return Json.object().put("type", "Unconfined");
    }
    if (annotation.equals("runtime/default")) {
      return Json.object().put("type", "RuntimeDefault");
    }
    return annotation.startsWith(LOCALHOST) && annotation.length() > LOCALHOST.length()
        ? Json.object()
            .put("type", "Localhost")
            .put("localhostProfile", annotation.substring(LOCALHOST.length()))
        : null;
  }

  /// A second definition is meant only when it makes use of the first.
  private void environment(List<ObjectNode> variables, FieldPath path) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < variables.size(); i++) {
      String name = Json.text(variables.get(i), "name");
      if (names.add(name)) {
        continue;
      }
      String value = Json.text(variables.get(i), "value");
      String first = "$(" + name + ")";
      if (Json.at(variables.get(i), "valueFrom") != null
          || value.equals(first)
          || !value.contains(first)) {
        warnings.add(
            "%s: hides previous definition of %s, which may be dropped when using apply"
                .formatted(path.index(i), GoText.quote(name)));
      }
    }
  }
}
