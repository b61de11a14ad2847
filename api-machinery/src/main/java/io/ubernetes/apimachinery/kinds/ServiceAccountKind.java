package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Names;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// `v1 ServiceAccount`: an identity for processes.
final class ServiceAccountKind implements Strategy {

  static final GroupVersionKind KIND = CoreGroup.kind("ServiceAccount");

  private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";

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
        new ServiceAccountKind());
  }

  @Override
  public boolean returnsDeleted() {
    return true;
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.WHOLE;
  }

  @Override
  public List<String> warnings(ObjectNode account) {
    return new ApiObject(account).annotations().containsKey(MOUNTABLE)
        ? List.of(
            "metadata.annotations["
                + MOUNTABLE
                + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted"
                + " secrets")
        : List.of();
  }

  /// Only who begins to use it is told.
  @Override
  public List<String> updateWarnings(ObjectNode account, ObjectNode old) {
    return new ApiObject(old).annotations().containsKey(MOUNTABLE) ? List.of() : warnings(account);
  }
}
