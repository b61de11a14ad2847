package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What keeps pods off a node.
record Taint(String key, String value, String effect) {

  static List<Taint> listOf(@Nullable JsonNode list) {
    List<Taint> taints = new ArrayList<>();
    if (list != null) {
      for (JsonNode taint : list) {
        taints.add(
            new Taint(
                Json.text(taint, "key"), Json.text(taint, "value"), Json.text(taint, "effect")));
      }
    }
    return List.copyOf(taints);
  }

  /// A taint that only advises, or acts elsewhere, keeps no pod from being placed.
  boolean repels() {
    return effect.equals("NoSchedule") || effect.equals("NoExecute");
  }

  boolean toleratedBy(List<Toleration> tolerations) {
    return tolerations.stream().anyMatch(toleration -> toleration.covers(this));
  }

  /// What lets a pod onto a node with a taint.
  record Toleration(String key, String operator, String value, String effect) {

    static List<Toleration> listOf(@Nullable JsonNode list) {
      List<Toleration> tolerations = new ArrayList<>();
      if (list != null) {
        for (JsonNode toleration : list) {
          tolerations.add(
              new Toleration(
                  Json.text(toleration, "key"),
                  Json.text(toleration, "operator"),
                  Json.text(toleration, "value"),
                  Json.text(toleration, "effect")));
        }
      }
      return List.copyOf(tolerations);
    }

    boolean covers(Taint taint) {
      if (!effect.isEmpty() && !effect.equals(taint.effect())) {
        return false;
      }
      boolean exists = operator.equals("Exists");
      if (key.isEmpty()) {
        return exists;
      }
      return key.equals(taint.key()) && (exists || value.equals(taint.value()));
    }
  }
}
