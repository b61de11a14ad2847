package io.ubernetes.scheduler.engine;

import io.ubernetes.model.PodRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a pod needs of a node: an amount of it, and a kind of node.
public record PodDemand(PodRequest request, NodeDemand nodes) {

  /// @throws IllegalArgumentException when a request is no quantity, or a selector not understood
  static PodDemand ofPodSpec(@Nullable JsonNode podSpec) {
    return new PodDemand(PodRequest.ofPodSpec(podSpec), NodeDemand.ofPodSpec(podSpec));
  }

  /// On any node.
  public static PodDemand of(PodRequest request) {
    return new PodDemand(request, NodeDemand.ANY);
  }
}
