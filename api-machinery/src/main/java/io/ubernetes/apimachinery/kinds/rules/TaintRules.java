package io.ubernetes.apimachinery.kinds.rules;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for taints, of nodes and of whole clusters.
public final class TaintRules {

  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private TaintRules() {}

  public static void check(List<ObjectNode> taints, FieldPath list, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < taints.size(); i++) {
      ObjectNode taint = taints.get(i);
      FieldPath path = list.index(i);
      String key = Json.text(taint, "key");
      String effect = Json.text(taint, "effect");
      errors.eachInvalid(path.child("key"), key, Names.qualifiedName(key));
      List<String> wrong = Names.labelValue(Json.text(taint, "value"));
      if (!wrong.isEmpty()) {
        errors.invalid(path.child("value"), Json.text(taint, "value"), String.join(";", wrong));
      }
      errors.requiredOneOf(path.child("effect"), effect, EFFECTS);
      if (!seen.add(effect + " " + key)) {
        FieldError duplicate = FieldError.duplicate(path.toString(), GoText.of(taint));
        errors.add(
            new FieldError(
                duplicate.type(),
                duplicate.field(),
                duplicate.message() + ": taints must be unique by key and effect pair"));
      }
    }
  }
}
