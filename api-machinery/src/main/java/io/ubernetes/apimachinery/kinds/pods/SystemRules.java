package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What cannot be asked of a pod that is meant for one operating system (`os.name`).
final class SystemRules {
  private static final String CONTEXT = "securityContext";
  private static final String NOT_ON_WINDOWS = "cannot be set for a windows pod";
  private static final String NOT_ON_LINUX = "windows options cannot be set for a linux pod";

  /// In the order of Kubernetes' errors; those without a dot stand in the pod's spec.
  private static final List<String> POD_ON_LINUX_ONLY =
      List.of(
          CONTEXT + ".appArmorProfile",
          CONTEXT + ".seLinuxOptions",
          "hostUsers",
          "hostPID",
          "hostIPC",
          CONTEXT + ".seccompProfile",
          CONTEXT + ".fsGroup",
          CONTEXT + ".fsGroupChangePolicy",
          CONTEXT + ".sysctls",
          "shareProcessNamespace",
          CONTEXT + ".runAsUser",
          CONTEXT + ".runAsGroup",
          CONTEXT + ".supplementalGroups",
          CONTEXT + ".supplementalGroupsPolicy",
          CONTEXT + ".seLinuxChangePolicy");

  private static final List<String> CONTAINER_ON_LINUX_ONLY =
      List.of(
          "appArmorProfile",
          "seLinuxOptions",
          "seccompProfile",
          "capabilities",
          "readOnlyRootFilesystem",
          "privileged",
          "allowPrivilegeEscalation",
          "procMount",
          "runAsUser",
          "runAsGroup");

  private SystemRules() {}

  /// @param path of the pod's spec
  static void check(String system, ObjectNode spec, FieldPath path, FieldErrors errors) {
    switch (system) {
      case "windows" -> {
        POD_ON_LINUX_ONLY.forEach(field -> forbid(spec, field, path, NOT_ON_WINDOWS, errors));
        containers(spec, path, CONTAINER_ON_LINUX_ONLY, NOT_ON_WINDOWS, errors);
      }
      case "linux" -> {
        forbid(spec, CONTEXT + ".windowsOptions", path, NOT_ON_LINUX, errors);
        containers(spec, path, List.of("windowsOptions"), NOT_ON_LINUX, errors);
      }
      default -> {} // refused before
    }
  }

  private static void containers(
      ObjectNode spec, FieldPath path, List<String> fields, String why, FieldErrors errors) {
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      List<ObjectNode> containers = Trees.objects(spec, list);
      for (int i = 0; i < containers.size(); i++) {
        ObjectNode context = Trees.object(containers.get(i), CONTEXT);
        FieldPath field = path.child(list).index(i).child(CONTEXT);
        fields.forEach(name -> forbid(context, name, field, why, errors));
      }
    }
  }

  private static void forbid(
      @Nullable ObjectNode object, String field, FieldPath path, String why, FieldErrors errors) {
    if (Json.at(object, field.split("\\.")) != null) {
      FieldPath place = path;
      for (String part : field.split("\\.")) {
        place = place.child(part);
      }
      errors.forbidden(place, why);
    }
  }
}
