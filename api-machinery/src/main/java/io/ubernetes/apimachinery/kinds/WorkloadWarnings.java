package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.pods.PodTemplateWarnings;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What a client is told about a workload that is valid, but hardly what it means.
final class WorkloadWarnings {

  private WorkloadWarnings() {}

  /// About a new workload whose name becomes part of its pods' names.
  static List<String> onCreate(ObjectNode workload) {
    List<String> warnings = new ArrayList<>(ofName(workload));
    warnings.addAll(ofTemplate(workload));
    return warnings;
  }

  /// About a changed workload: what was there before was warned of before.
  static List<String> onUpdate(ObjectNode workload, ObjectNode old) {
    return generation(workload) == generation(old) ? List.of() : ofTemplate(workload);
  }

  static long generation(ObjectNode object) {
    return Json.number(object, 0, "metadata", "generation");
  }

  static List<String> ofName(ObjectNode workload) {
    List<String> wrong = Names.dns1123Label(Json.text(workload, "metadata", "name"));
    return wrong.isEmpty()
        ? List.of()
        : List.of(
            "metadata.name: this is used in Pod names and hostnames, which can result in"
                + " surprising behavior; a DNS label is recommended: ["
                + String.join(" ", wrong)
                + "]");
  }

  static List<String> ofTemplate(ObjectNode workload) {
    return PodTemplateWarnings.of(Workloads.template(workload), FieldPath.of("spec", "template"));
  }
}
