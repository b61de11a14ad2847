package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What the rules for one container need to know of the whole pod.
///
/// @param volumes the volumes that are well-formed, by name
/// @param claims names of the pod's resource claims
/// @param graceSeconds how long the pod may take to end; null when it is not said
record PodContext(
    ObjectNode spec,
    Map<String, ObjectNode> volumes,
    Set<String> claims,
    @Nullable Long graceSeconds) {

  static PodContext of(ObjectNode spec, Map<String, ObjectNode> volumes) {
    Set<String> claims = new HashSet<>();
    Trees.objects(spec, "resourceClaims").forEach(claim -> claims.add(Json.text(claim, "name")));
    Long grace =
        Json.at(spec, "terminationGracePeriodSeconds") == null
            ? null
            : Json.number(spec, 0, "terminationGracePeriodSeconds");
    return new PodContext(spec, volumes, claims, grace);
  }

  boolean hostUsers() {
    return Json.at(spec, "hostUsers") == null || Trees.flag(spec, "hostUsers");
  }
}
