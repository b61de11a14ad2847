package io.ubernetes.model;

/// What a URL names: a group, a version, and a resource in the plural (`replicasets`).
public record GroupVersionResource(String group, String version, String resource) {

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public GroupResource groupResource() {
    return new GroupResource(group, resource);
  }
}
