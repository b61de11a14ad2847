package io.ubernetes.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one pod asks of its node. Immutable.
///
/// @param thousandths resource name to thousandths of a unit (of a core, of a byte), rounded up;
///   resources that are not asked for are left out. `pods` is always there with one pod.
public record PodRequest(SortedMap<String, Long> thousandths) {

  /// The resource that a node's count of pods is limited by.
  public static final String PODS = "pods";

  /// Where a pod's own `resources` may speak for all its containers together (KEP-2837).
  private static final List<String> POD_LEVEL = List.of("cpu", "memory");

  private static final String POD_LEVEL_PREFIX = "hugepages-";

  public PodRequest {
    SortedMap<String, Long> asked = new TreeMap<>(thousandths);
    asked.values().removeIf(amount -> amount <= 0);
    asked.put(PODS, 1000L);
    thousandths = Collections.unmodifiableSortedMap(asked);
  }

  /// How many such pods fit into what the other one asks for.
  public long fitsInto(PodRequest other) {
    long pods = Long.MAX_VALUE;
    for (Map.Entry<String, Long> asked : thousandths.entrySet()) {
      pods = Math.min(pods, other.thousandths.getOrDefault(asked.getKey(), 0L) / asked.getValue());
    }
    return pods;
  }

  /// How many such pods together ask for as much as so many of the others; [Long#MAX_VALUE] where
  /// they do not ask for something that the others do.
  public long pods(long others, PodRequest other) {
    long pods = 0;
    for (Map.Entry<String, Long> asked : other.thousandths.entrySet()) {
      long each = thousandths.getOrDefault(asked.getKey(), 0L);
      double needed = each == 0 ? Double.MAX_VALUE : (double) others * asked.getValue() / each;
      pods = Math.max(pods, others == 0 ? 0 : (long) Math.ceil(needed));
    }
    return pods;
  }

  /// A pod with these requests, as texts such as `500m`.
  ///
  /// @throws IllegalArgumentException when a text is no quantity
  public static PodRequest of(Map<String, String> requests) {
    SortedMap<String, Long> sum = new TreeMap<>();
    requests.forEach((name, text) -> sum.put(name, Quantity.parse(text).milliValue()));
    return new PodRequest(sum);
  }

  /// What Kubernetes' scheduler would count for a pod with this spec (`PodRequests` in
  /// k8s.io/component-helpers): the containers and sidecars (init containers that restart always)
  /// together, or a single init container with the sidecars started before it, whichever is more,
  /// for each resource; plus the overhead. A limit without a request counts as a request, as it
  /// does when the pod is created.
  ///
  /// @throws IllegalArgumentException when a request is no quantity
  public static PodRequest ofPodSpec(@Nullable JsonNode podSpec) {
    SortedMap<String, Long> running = new TreeMap<>();
    for (JsonNode container : items(podSpec, "containers")) {
      add(running, requests(container));
    }
    SortedMap<String, Long> sidecars = new TreeMap<>();
    SortedMap<String, Long> starting = new TreeMap<>();
    for (JsonNode container : items(podSpec, "initContainers")) {
      SortedMap<String, Long> use = requests(container);
      if (Json.text(container, "restartPolicy").equals("Always")) {
        add(running, use);
        add(sidecars, use);
        max(starting, sidecars);
      } else {
        add(use, sidecars);
        max(starting, use);
      }
    }
    max(running, starting);
    requests(podSpec)
        .forEach((name, amount) -> {
          if (POD_LEVEL.contains(name) || name.startsWith(POD_LEVEL_PREFIX)) {
            running.put(name, amount);
          }
        });
    add(running, amounts(Json.at(podSpec, "overhead")));
    return new PodRequest(running);
  }

  private static Iterable<JsonNode> items(@Nullable JsonNode podSpec, String field) {
    JsonNode list = Json.at(podSpec, field);
    return list == null ? List.of() : list;
  }

  private static SortedMap<String, Long> requests(@Nullable JsonNode holder) {
    SortedMap<String, Long> amounts = amounts(Json.at(holder, "resources", "limits"));
    amounts.putAll(amounts(Json.at(holder, "resources", "requests")));
    return amounts;
  }

  private static SortedMap<String, Long> amounts(@Nullable JsonNode quantities) {
    SortedMap<String, Long> amounts = new TreeMap<>();
    if (quantities != null) {
      quantities
          .properties()
          .forEach(entry ->
              amounts.put(
                  entry.getKey(), Quantity.parse(entry.getValue().asString()).milliValue()));
    }
    return amounts;
  }

  private static void add(SortedMap<String, Long> sum, Map<String, Long> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, PodRequest::saturatedSum));
  }

  private static void max(SortedMap<String, Long> most, Map<String, Long> other) {
    other.forEach((name, amount) -> most.merge(name, amount, Math::max));
  }

  private static Long saturatedSum(Long a, Long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
