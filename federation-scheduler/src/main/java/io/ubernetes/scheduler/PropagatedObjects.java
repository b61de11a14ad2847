package io.ubernetes.scheduler;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.PlacementNames;
import io.ubernetes.runtime.informer.Lister;
import io.ubernetes.scheduler.engine.WorkloadKind;

/// The objects of one kind that is placed.
record PropagatedObjects(WorkloadKind kind, Lister lister) {

  NamespacedName placementKey(NamespacedName object) {
    GroupResource resource = new GroupResource(kind.resource().group(), kind.resource().resource());
    return new NamespacedName(object.namespace(), PlacementNames.of(resource, object.name()));
  }
}
