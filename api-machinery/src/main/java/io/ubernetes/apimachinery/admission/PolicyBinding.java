package io.ubernetes.apimachinery.admission;

import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A `ValidatingAdmissionPolicyBinding`: puts a policy in force. Immutable.
///
/// @param paramRef which parameters; null for none
/// @param actions what a failed validation leads to: `Deny`, `Warn`, `Audit`
record PolicyBinding(
    String name,
    String policy,
    Matching matching,
    @Nullable JsonNode paramRef,
    Set<String> actions) {

  static PolicyBinding of(ObjectNode object) {
    JsonNode spec = object.path("spec");
    Set<String> actions = new HashSet<>();
    spec.path("validationActions").forEach(action -> actions.add(action.asString()));
    return new PolicyBinding(
        Json.text(object, "metadata", "name"),
        Json.text(spec, "policyName"),
        Matching.ofResources(Json.at(spec, "matchResources")),
        Json.at(spec, "paramRef"),
        Set.copyOf(actions));
  }
}
