package io.ubernetes.apimachinery.discovery;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What can be done with a kind and its subresources, in the words of the API. Sorted.
public final class Verbs {

  private Verbs() {}

  public static List<String> of(ResourceType type) {
    if (type.isAnswered()) {
      return List.of("create");
    }
    if (type.strategy().customResource()) {
      return List.of( // in the order in which Kubernetes has them here
          "delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");
    }
    List<String> verbs =
        new ArrayList<>(
            List.of(
                "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"));
    if (type.has(Subresource.FINALIZE)) {
      // Namespaces: each one's end is a long work of its own, so they do not go together.
      verbs.remove("deletecollection");
    }
    return List.copyOf(verbs);
  }

  public static List<String> of(Subresource subresource) {
    return switch (subresource) {
      case STATUS, SCALE -> List.of("get", "patch", "update");
      case FINALIZE -> List.of("update");
    };
  }

  /// The last segment of the subresource's path.
  public static String path(Subresource subresource) {
    return subresource.name().toLowerCase(Locale.ROOT);
  }

  /// The subresources of a kind in the order of their paths.
  public static List<Subresource> subresources(ResourceType type) {
    return type.subresources().stream()
        .sorted(java.util.Comparator.comparing(Verbs::path))
        .toList();
  }
}
