package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.Strategy;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of NetworkPolicies.
final class NetworkPolicyStrategy implements Strategy {

  @Override
  public void setDefaults(ObjectNode policy) {
    ObjectNode spec = Trees.makeObject(policy, "spec");
    Trees.defaultObject(spec, "podSelector");
    for (String direction : List.of("ingress", "egress")) {
      for (ObjectNode rule : Trees.objects(spec, direction)) {
        Trees.objects(rule, "ports").forEach(port -> Trees.defaultText(port, "protocol", "TCP"));
      }
    }
    if (Trees.strings(spec, "policyTypes").isEmpty()) {
      ArrayNode types = spec.putArray("policyTypes").add("Ingress");
      if (!Trees.objects(spec, "egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  @Override
  public List<FieldError> validate(ObjectNode policy) {
    FieldErrors errors = new FieldErrors();
    NetworkPolicyRules.check(policy, errors);
    return errors.list();
  }

  @Override
  public List<String> warnings(ObjectNode policy) {
    return NetworkPolicyRules.warnings(policy);
  }
}
