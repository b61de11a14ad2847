package io.ubernetes.scheduler.engine;

import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.PodRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An object that is to be placed, as far as its placement depends on it.
///
/// @param generation the one that was looked at
/// @param replicas how many it asks for; null for kinds without replicas
/// @param pod what each of its pods needs; empty for kinds without pods
/// @param v1Preferences the text of Federation v1's annotation for its division, where it has one
/// @param v1ClusterSelector the text of Federation v1's annotation that chooses clusters by label
/// @param slicing what its replicas are
/// @param priorityClass the name of its pods' PriorityClass; empty where they name none
public record Workload(
    GroupVersionKind kind,
    NamespacedName key,
    String uid,
    long generation,
    Map<String, String> labels,
    @Nullable Integer replicas,
    Optional<PodDemand> pod,
    Optional<String> v1Preferences,
    Optional<String> v1ClusterSelector,
    Slicing slicing,
    String priorityClass) {

  public Workload {
    labels = Map.copyOf(labels);
    if (replicas != null && replicas < 0) {
      throw new IllegalArgumentException("replicas " + replicas);
    }
  }

  /// With replicas that are alike, of no named importance, for any node.
  public Workload(
      GroupVersionKind kind,
      NamespacedName key,
      String uid,
      long generation,
      Map<String, String> labels,
      @Nullable Integer replicas,
      Optional<PodRequest> podRequest,
      Optional<String> v1Preferences,
      Optional<String> v1ClusterSelector) {
    this(
        kind,
        key,
        uid,
        generation,
        labels,
        replicas,
        podRequest.map(PodDemand::of),
        v1Preferences,
        v1ClusterSelector,
        Slicing.Alike.REPLICAS,
        "");
  }
}
