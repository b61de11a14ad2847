package io.ubernetes.model;

/// What an object says it is by its `apiVersion` and `kind`.
public record GroupVersionKind(String group, String version, String kind) {

  public static GroupVersionKind of(String apiVersion, String kind) {
    return GroupVersion.parse(apiVersion).kind(kind);
  }

  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public String apiVersion() {
    return groupVersion().toString();
  }

  /// As Kubernetes prints it: `apps/v1, Kind=ReplicaSet`.
  @Override
  public String toString() {
    return group + "/" + version + ", Kind=" + kind;
  }
}
