package io.ubernetes.apimachinery.kinds;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;

/// The group without a name, in which Kubernetes' oldest kinds are.
final class CoreGroup {

  private static final GroupVersion V1 = new GroupVersion("", "v1");

  private CoreGroup() {}

  static GroupVersionKind kind(String kind) {
    return V1.kind(kind);
  }

  static GroupResource resource(String plural) {
    return new GroupResource("", plural);
  }
}
