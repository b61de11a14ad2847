package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for when a single container is started again.
final class RestartRules {

  private static final List<String> POLICIES = List.of("Always", "Never", "OnFailure");
  private static final List<String> ACTIONS = List.of("Restart", "RestartAllContainers");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final int MAX_RULES = 20;
  private static final int MAX_EXIT_CODES = 255;

  private RestartRules() {}

  static void container(ObjectNode container, FieldPath path, FieldErrors errors) {
    String policy = Json.text(container, "restartPolicy");
    List<ObjectNode> rules = Trees.objects(container, "restartPolicyRules");
    if (!policy.isEmpty()) {
      errors.oneOf(path.child("restartPolicy"), policy, POLICIES);
    } else if (rules.isEmpty()) {
      return;
    } else {
      errors.required(
          path.child("restartPolicy"), "must specify restartPolicy when restart rules are used");
    }
    FieldPath field = path.child("restartPolicyRules");
    if (rules.size() > MAX_RULES) {
      errors.tooMany(field, rules.size(), MAX_RULES);
    }
    for (int i = 0; i < rules.size(); i++) {
      FieldPath rule = field.index(i);
      errors.oneOf(rule.child("action"), Json.text(rules.get(i), "action"), ACTIONS);
      exitCodes(Trees.object(rules.get(i), "exitCodes"), rule.child("exitCodes"), errors);
    }
  }

  private static void exitCodes(
      @Nullable ObjectNode exitCodes, FieldPath field, FieldErrors errors) {
    if (exitCodes == null) {
      errors.required(field, "must be specified");
      return;
    }
    errors.oneOf(field.child("operator"), Json.text(exitCodes, "operator"), OPERATORS);
    int count = exitCodes.path("values").size();
    if (count > MAX_EXIT_CODES) {
      errors.tooMany(field.child("values"), count, MAX_EXIT_CODES);
    }
  }
}
