package io.ubernetes.controllers.namespace;

import io.ubernetes.runtime.client.ApiResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a namespace that is being deleted still has. Belongs to one look at it.
final class Remaining {

  private final Map<String, Integer> resources = new TreeMap<>();
  private final Map<String, Integer> finalizers = new TreeMap<>();
  private final Map<String, String> undiscovered;
  private final List<String> failures = new ArrayList<>();

  /// @param undiscovered why some groups' kinds are not known, by group and version
  Remaining(Map<String, String> undiscovered) {
    this.undiscovered = new TreeMap<>(undiscovered);
  }

  void add(ApiResource resource, List<String> waitingFor) {
    resources.merge(resource.plural() + "." + resource.kind().group(), 1, Integer::sum);
    waitingFor.forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
  }

  void failed(String why) {
    failures.add(why);
  }

  /// Whether the namespace is surely empty: nothing is left that is known, and all is known.
  boolean isEmpty() {
    return resources.isEmpty() && undiscovered.isEmpty() && failures.isEmpty();
  }

  boolean hasResources() {
    return !resources.isEmpty();
  }

  Map<String, String> undiscovered() {
    return undiscovered;
  }

  List<String> failures() {
    return failures;
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
