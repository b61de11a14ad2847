package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Set;

/// `v1 ServiceAccount`: an identity for processes.
final class ServiceAccountKind {

  static final GroupVersionKind KIND = CoreGroup.kind("ServiceAccount");

  private ServiceAccountKind() {}

  static ResourceType type() {
    Names names =
        new Names(
            "ServiceAccount",
            "ServiceAccountList",
            "serviceaccounts",
            "serviceaccount",
            List.of("sa"),
            List.of());
    return new ResourceType(
        "",
        names,
        Scope.NAMESPACED,
        List.of(Version.stored("v1", Schemas.byKind(KIND), List.of(Columns.name(), Columns.age()))),
        KIND,
        CoreGroup.resource("serviceaccounts"),
        Set.of(),
        false,
        Strategy.NONE);
  }
}
