package io.ubernetes.apimachinery.kinds.batch;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of a Job's template may change: nothing once it runs; where its pods go and what they ask
/// for while it waits.
final class JobTemplateUpdateRules {

  private JobTemplateUpdateRules() {}

  static void check(ObjectNode job, ObjectNode old, FieldErrors errors) {
    JsonNode template = Json.at(job, "spec", "template");
    JsonNode before = Json.at(old, "spec", "template");
    if (!(template instanceof ObjectNode now) || !(before instanceof ObjectNode then)) {
      return;
    }
    boolean waits = Trees.flag(old, "spec", "suspend");
    FieldPath path = JobRules.SPEC.child("template");
    if (waits && hasNoPods(old)) {
      ObjectNode expected = then.deepCopy();
      takeOverPlace(expected, now);
      // Kubernetes looks at the spec alone here.
      ObjectNode spec = specOf(expected);
      takeOverResources(spec, specOf(now));
      errors.unchanged(FieldPath.of("spec", "template.spec"), specOf(now), spec);
    } else {
      errors.unchanged(path, now, then);
    }
  }

  private static ObjectNode specOf(ObjectNode template) {
    ObjectNode spec = Trees.object(template, "spec");
    return spec == null ? Json.object() : spec;
  }

  private static boolean hasNoPods(ObjectNode job) {
    boolean notStarted = Json.at(job, "status", "startTime") == null;
    return (notStarted || JobStatusRules.isTrue(job, "Suspended"))
        && Json.number(job, 0, "status", "active") == 0;
  }

  /// Where the pods may go.
  private static void takeOverPlace(ObjectNode expected, ObjectNode now) {
    ObjectNode spec = specOf(expected);
    ObjectNode wanted = specOf(now);
    nodeAffinity(spec, Trees.object(wanted, "affinity"));
    for (String field : List.of("nodeSelector", "tolerations", "schedulingGates")) {
      copy(wanted, spec, field);
    }
  }

  private static void nodeAffinity(ObjectNode spec, @Nullable ObjectNode wanted) {
    ObjectNode affinity = Trees.object(spec, "affinity");
    JsonNode nodes = Json.at(wanted, "nodeAffinity");
    if (affinity == null && wanted == null) {
      return;
    }
    ObjectNode result = affinity == null ? spec.putObject("affinity") : affinity;
    if (nodes == null) {
      result.remove("nodeAffinity");
    } else {
      result.set("nodeAffinity", nodes);
    }
    if (wanted == null && result.isEmpty()) {
      spec.remove("affinity");
    }
  }

  private static void takeOverResources(ObjectNode spec, ObjectNode now) {
    for (String list : List.of("containers", "initContainers")) {
      List<ObjectNode> before = Trees.objects(spec, list);
      List<ObjectNode> wanted = Trees.objects(now, list);
      for (int i = 0; i < before.size() && before.size() == wanted.size(); i++) {
        if (Json.text(before.get(i), "name").equals(Json.text(wanted.get(i), "name"))) {
          copy(wanted.get(i), before.get(i), "resources");
        }
      }
    }
  }

  private static void copy(ObjectNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value);
    }
  }
}
