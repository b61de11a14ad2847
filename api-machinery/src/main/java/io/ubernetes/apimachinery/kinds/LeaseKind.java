package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;

/// `coordination.k8s.io/v1 Lease`: who leads, and until when.
final class LeaseKind implements Strategy {

  private static final String GROUP = "coordination.k8s.io";
  private static final GroupVersionKind KIND = new GroupVersionKind(GROUP, "v1", "Lease");

  static ResourceType type() {
    return new ResourceType(
        GROUP,
        new Names("Lease", "LeaseList", "leases", "lease", List.of(), List.of()),
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), columns())),
        KIND,
        new GroupResource(GROUP, "leases"),
        Set.of(),
        false,
        new LeaseKind());
  }

  private static List<Column> columns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "Holder", "Who holds it.", lease -> Json.text(lease, "spec", "holderIdentity")),
        Columns.age());
  }
}
