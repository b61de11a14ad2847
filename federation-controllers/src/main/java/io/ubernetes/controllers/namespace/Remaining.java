package io.ubernetes.controllers.namespace;

import io.ubernetes.runtime.client.ApiResource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a namespace that is being deleted still has. Belongs to one look at it.
final class Remaining {

  private final Map<String, Integer> resources = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();

  void add(ApiResource resource, List<String> waitingFor) {
    resources.merge(resource.plural() + "." + resource.kind().group(), 1, Integer::sum);
    waitingFor.forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
  }

  boolean isEmpty() {
    return resources.isEmpty();
  }

  boolean hasFinalizers() {
    return !finalizers.isEmpty();
  }

  String resources() {
    return resources.entrySet().stream()
        .map(entry -> entry.getKey() + " has " + entry.getValue() + " resource instances")
        .collect(Collectors.joining(", "));
  }

  String finalizers() {
    return finalizers.entrySet().stream()
        .map(entry -> entry.getKey() + " in " + entry.getValue() + " resource instances")
        .collect(Collectors.joining(", "));
  }
}
