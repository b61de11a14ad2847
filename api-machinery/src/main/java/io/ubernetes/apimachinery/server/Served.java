package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.registry.Reader;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// A kind in one of its versions, as a path names it.
record Served(ResourceType type, Version version, Registry registry, Reader reader) {

  GroupVersionKind kind() {
    return type.kind(version);
  }

  GroupVersion groupVersion() {
    return new GroupVersion(type.group(), version.name());
  }

  /// Whether objects are stored in just this form, so that stored bytes can be sent as they are.
  boolean sendsStoredForm() {
    return type.storage().groupVersion().equals(groupVersion())
        && !type.strategy().storesSeveralVersions();
  }

  /// @param stored an object in the storage version; taken over
  ObjectNode fromStorage(ObjectNode stored) {
    return version.fromStorage().apply(stored);
  }

  /// @param stored objects in the storage version; taken over
  List<ObjectNode> fromStorage(List<ObjectNode> stored) {
    return version.fromStorage().applyToAll(stored);
  }
}
