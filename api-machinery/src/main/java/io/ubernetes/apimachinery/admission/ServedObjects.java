package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupResource;
import java.util.List;
import java.util.Optional;

/// What a server serves, as admission needs it: the answers may change when definitions come and
/// go. Thread-safe.
public interface ServedObjects {

  /// The objects of a resource; empty when it is not served.
  Optional<Registry> registry(GroupResource resource);

  /// Every kind that is served now.
  List<ResourceType> types();
}
