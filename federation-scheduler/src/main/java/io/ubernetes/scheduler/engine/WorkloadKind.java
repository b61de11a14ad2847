package io.ubernetes.scheduler.engine;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.GroupVersionResource;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the scheduler has to know of a kind whose objects it places. Types are data: a further kind
/// is a further value.
///
/// @param resource what its objects are called in URLs
/// @param replicas where an object says how many replicas it wants; empty for kinds without
/// @param podSpec where its pods' spec is; empty for kinds without pods
/// @param v1Preferences Federation v1's annotation for its division, or null where there was none
/// @param slices what its replicas are
public record WorkloadKind(
    GroupVersionKind kind,
    GroupVersionResource resource,
    List<String> replicas,
    List<String> podSpec,
    @Nullable String v1Preferences,
    Slices slices) {

  /// What an object's replicas are.
  public enum Slices {
    ALIKE,
    ORDINALS,
    COMPLETIONS
  }

  public WorkloadKind(
      GroupVersionKind kind,
      GroupVersionResource resource,
      List<String> replicas,
      List<String> podSpec,
      @Nullable String v1Preferences) {
    this(kind, resource, replicas, podSpec, v1Preferences, Slices.ALIKE);
  }

  public WorkloadKind {
    replicas = List.copyOf(replicas);
    podSpec = List.copyOf(podSpec);
  }

  /// The annotations of an object that its placement depends on.
  public Map<String, String> placementAnnotations(ApiObject object) {
    Map<String, String> annotations = new TreeMap<>(object.annotations());
    annotations
        .keySet()
        .removeIf(
            name -> !name.equals(v1Preferences) && !name.equals(V1ClusterSelector.ANNOTATION));
    return annotations;
  }

  /// Reads what matters for its placement from an object of this kind.
  ///
  /// @throws IllegalArgumentException when a pod's request is no quantity, or its node selector
  ///   cannot be understood
  public Workload workload(ApiObject object) {
    return new Workload(
        kind,
        object.key(),
        object.uid(),
        object.generation(),
        object.labels(),
        replicas.isEmpty() ? null : replicas(object),
        podSpec.isEmpty() ? Optional.empty() : Optional.of(PodDemand.ofPodSpec(podSpec(object))),
        v1Preferences == null
            ? Optional.empty()
            : Optional.ofNullable(object.annotations().get(v1Preferences)),
        Optional.ofNullable(object.annotations().get(V1ClusterSelector.ANNOTATION)),
        slicing(object),
        priorityClass(object));
  }

  /// The name of the PriorityClass of an object's pods; empty where they name none.
  public String priorityClass(ApiObject object) {
    JsonNode spec = podSpec.isEmpty() ? null : podSpec(object);
    return spec == null ? "" : Json.text(spec, "priorityClassName");
  }

  private @Nullable JsonNode podSpec(ApiObject object) {
    return Json.at(object.json(), podSpec.toArray(String[]::new));
  }

  private Slicing slicing(ApiObject object) {
    return switch (slices) {
      case ALIKE -> Slicing.Alike.REPLICAS;
      case ORDINALS ->
          new Slicing.Ordinals((int) Json.number(object.json(), 0, "spec", "ordinals", "start"));
      case COMPLETIONS ->
          new Slicing.Completions(
              completions(object),
              Json.text(object.json(), "spec", "completionMode").equals("Indexed"));
    };
  }

  private static @Nullable Integer completions(ApiObject job) {
    return Json.at(job.json(), "spec", "completions") == null
        ? null
        : Integer.valueOf((int) Json.number(job.json(), 1, "spec", "completions"));
  }

  /// Kubernetes' default is 1.
  private Integer replicas(ApiObject object) {
    long asked = Json.number(object.json(), 1, replicas.toArray(String[]::new));
    Integer completions = slices == Slices.COMPLETIONS ? completions(object) : null;
    if (completions != null) {
      asked = Math.min(asked, completions); // more pods have nothing to do
    }
    return Math.clamp(asked, 0, Integer.MAX_VALUE);
  }
}
