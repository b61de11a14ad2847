package io.ubernetes.controllers.sync;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PlacementNames;
import io.ubernetes.runtime.client.ApiResource;

/// From a placed object to its Placement.
public final class Placed {

  private Placed() {}

  public static NamespacedName placementKey(ApiResource resource, NamespacedName object) {
    GroupResource groupResource = new GroupResource(resource.kind().group(), resource.plural());
    return new NamespacedName(object.namespace(), PlacementNames.of(groupResource, object.name()));
  }
}
