package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.GroupVersionResource;

/// In which of its forms a write is shown to a webhook or policy: a kind in one version, or a
/// subresource with a kind of its own.
record Target(ResourceType type, Version version, String subresource) {

  private static final GroupVersionKind SCALE = GroupVersionKind.of("autoscaling/v1", "Scale");

  GroupVersionResource resource() {
    return new GroupVersion(type.group(), version.name()).resource(type.resource());
  }

  GroupVersionKind kind() {
    return isScale() ? SCALE : type.kind(version);
  }

  boolean isScale() {
    return subresource.equals("scale");
  }
}
