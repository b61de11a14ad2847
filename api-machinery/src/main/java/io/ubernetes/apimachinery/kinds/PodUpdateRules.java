package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What may change in a Pod that exists: little, as its containers may run already.
final class PodUpdateRules {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> CONTAINERS = List.of("containers", "initContainers");

  private final ObjectNode spec;
  private final ObjectNode before;
  private final FieldErrors errors = new FieldErrors();

  private PodUpdateRules(ObjectNode spec, ObjectNode before) {
    this.spec = spec;
    this.before = before;
  }

  static List<FieldError> validate(ObjectNode pod, ObjectNode old) {
    PodUpdateRules rules =
        new PodUpdateRules(Trees.makeObject(pod, "spec"), Trees.makeObject(old, "spec"));
    rules.check();
    return rules.errors.list();
  }

  private void check() {
    for (String list : CONTAINERS) {
      if (Trees.objects(spec, list).size() != Trees.objects(before, list).size()) {
        errors.forbidden(SPEC.child(list), "pod updates may not add or remove containers");
        return;
      }
    }
    deadline();
    tolerations();
    gates();
    if (!withoutMutable(spec).equals(withoutMutable(before))) {
      errors.forbidden(
          SPEC,
          "pod updates may not change fields other than `spec.containers[*].image`,"
              + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
              + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds`"
              + " (allow it to be set to 1 if it was previously negative)");
    }
  }

  private void deadline() {
    FieldPath field = SPEC.child("activeDeadlineSeconds");
    JsonNode now = Json.at(spec, "activeDeadlineSeconds");
    JsonNode then = Json.at(before, "activeDeadlineSeconds");
    if (now == null) {
      if (then != null) {
        errors.invalid(field, now, "must not update from a positive integer to nil value");
      }
    } else if (then != null && now.asLong() > then.asLong()) {
      errors.invalid(field, now, "must be less than or equal to previous value");
    }
  }

  private void tolerations() {
    Set<JsonNode> now = new HashSet<>();
    Trees.objects(spec, "tolerations").forEach(toleration -> now.add(withoutSeconds(toleration)));
    for (ObjectNode toleration : Trees.objects(before, "tolerations")) {
      if (!now.contains(withoutSeconds(toleration))) {
        errors.forbidden(
            SPEC.child("tolerations"),
            "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
  }

  private static ObjectNode withoutSeconds(ObjectNode toleration) {
    ObjectNode copy = toleration.deepCopy();
    copy.remove("tolerationSeconds");
    return copy;
  }

  private void gates() {
    Set<String> known = new HashSet<>();
    Trees.objects(before, "schedulingGates").forEach(gate -> known.add(Json.text(gate, "name")));
    List<ObjectNode> gates = Trees.objects(spec, "schedulingGates");
    for (int i = 0; i < gates.size(); i++) {
      String name = Json.text(gates.get(i), "name");
      if (!known.contains(name)) {
        errors.forbidden(
            SPEC.child("schedulingGates").index(i).child("name"),
            "only deletion is allowed, but found new scheduling gate '" + name + "'");
      }
    }
  }

  /// A node is given to a pod once. Where no binding can be posted, that is an update.
  private ObjectNode withoutMutable(ObjectNode given) {
    ObjectNode copy = given.deepCopy();
    copy.remove(List.of("activeDeadlineSeconds", "tolerations", "schedulingGates"));
    if (Json.text(before, "nodeName").isEmpty()) {
      copy.remove("nodeName");
    }
    if (Json.number(before, 0, "terminationGracePeriodSeconds") < 0
        && Json.number(spec, 0, "terminationGracePeriodSeconds") == 1) {
      copy.remove("terminationGracePeriodSeconds");
    }
    for (String list : CONTAINERS) {
      Trees.objects(copy, list).forEach(container -> container.remove("image"));
    }
    return copy;
  }
}
