package io.ubernetes.controllers;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PlacementNames;
import io.ubernetes.runtime.client.ApiResource;

/// A propagated object, by what it is and its key, which is the same in the federation and in every
/// member. The key of most queues: from it both the object and its Placement are found.
public record Placed(ApiResource resource, NamespacedName key) {

  public static Placed of(ApiResource resource, ApiObject object) {
    return new Placed(resource, object.key());
  }

  public NamespacedName placementKey() {
    GroupResource groupResource = new GroupResource(resource.kind().group(), resource.plural());
    return new NamespacedName(key.namespace(), PlacementNames.of(groupResource, key.name()));
  }

  @Override
  public String toString() {
    return resource.plural() + " " + key;
  }
}
