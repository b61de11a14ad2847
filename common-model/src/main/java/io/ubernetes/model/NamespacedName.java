package io.ubernetes.model;

/// The key of an object among those of its kind. Cluster-scoped objects have the empty namespace.
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {

  public static NamespacedName clusterScoped(String name) {
    return new NamespacedName("", name);
  }

  @Override
  public int compareTo(NamespacedName other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
