package io.ubernetes.model;

/// An API group and one of its versions. The core group's name is the empty string.
public record GroupVersion(String group, String version) {

  /// Parses an `apiVersion`: `v1` or `apps/v1`.
  public static GroupVersion parse(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0
        ? new GroupVersion("", apiVersion)
        : new GroupVersion(apiVersion.substring(0, slash), apiVersion.substring(slash + 1));
  }

  public GroupVersionKind kind(String kind) {
    return new GroupVersionKind(group, version, kind);
  }

  public GroupVersionResource resource(String resource) {
    return new GroupVersionResource(group, version, resource);
  }

  /// The form that stands in an object's `apiVersion`.
  @Override
  public String toString() {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
