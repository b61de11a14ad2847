package io.ubernetes.model;

/// A resource of a group whatever its version; this is what is stored under one prefix.
public record GroupResource(String group, String resource) {

  /// As Kubernetes prints it: `pods`, `replicasets.apps`.
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
