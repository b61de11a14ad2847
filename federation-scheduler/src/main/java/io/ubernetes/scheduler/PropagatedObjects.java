package io.ubernetes.scheduler;

import io.ubernetes.model.GroupResource;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementNames;
import io.ubernetes.runtime.informer.Lister;
import io.ubernetes.scheduler.engine.WorkloadKind;
import java.util.List;

/// The objects of one kind that is placed.
record PropagatedObjects(WorkloadKind kind, Lister lister) {

  NamespacedName placementKey(NamespacedName object) {
    GroupResource resource = new GroupResource(kind.resource().group(), kind.resource().resource());
    return new NamespacedName(object.namespace(), PlacementNames.of(resource, object.name()));
  }

  /// What a Placement of such an object is held by until the members have let go.
  List<String> finalizers() {
    return PropagatedKinds.isCarried(kind.kind())
        ? List.of(Federation.MEMBERS_FINALIZER)
        : List.of();
  }
}
